import { Redirect } from 'wouter'

/** Leads on who has just set the server up. */
export function LeadOnFromSetup() {
  return <Redirect to="/welcome" replace />
}

/** Leads on who has just been let in by a link. */
export function LeadOnFromJoin() {
  return <Redirect to="/" replace />
}
