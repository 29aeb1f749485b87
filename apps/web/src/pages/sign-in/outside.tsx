import { useLocation } from 'wouter'
import { SetupPage } from '../first-run/setup-page.tsx'
import { JOIN_PATH, JoinPage } from './join-page.tsx'
import { SignInPage } from './sign-in-page.tsx'

/** What is shown to who is not signed in, by where they came: the link of a new server, the link of another device, or any other address. */
export function Outside() {
  const [path] = useLocation()
  if (path === '/setup') return <SetupPage />
  return path === JOIN_PATH ? <JoinPage /> : <SignInPage />
}
