import type { ComponentType } from 'react'
import { useEffect, useRef } from 'react'
import { Link, useParams } from 'wouter'
import { Page } from '../../shell/page.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { AccountSection } from './account-section.tsx'
import { AlarmsSection } from './alarms-section.tsx'
import { BrowserSection } from './browser-section.tsx'
import { SecuritySection } from './security-section.tsx'
import { ServerSection } from './server-section.tsx'
import styles from './settings-page.module.css'

/** Sections by their addresses, in their order. */
const SECTIONS = {
  account: AccountSection,
  browser: BrowserSection,
  security: SecuritySection,
  alarms: AlarmsSection,
  server: ServerSection,
} as const satisfies Record<string, ComponentType>

type SectionName = keyof typeof SECTIONS

const NAMES = ['account', 'browser', 'security', 'alarms', 'server'] as const satisfies readonly SectionName[]

/** The settings: `/settings` is the account, `/settings/security` and so on the others. */
export function SettingsPage() {
  const { words } = useSpeech()
  const { section } = useParams()
  const name = NAMES.find((each) => each === section) ?? 'account'
  const Section = SECTIONS[name]
  const current = useRef<HTMLAnchorElement>(null)
  // On a phone the sections are a strip that is wider than the page.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [name])
  return (
    <Page title={words.shell.settings}>
      <div className={styles.settings}>
        <nav className={styles.sections} aria-label={words.settings.sections}>
          {NAMES.map((each) => (
            <Link
              key={each}
              ref={each === name ? current : null}
              href={`/settings/${each}`}
              className={styles.section}
              aria-current={each === name ? 'page' : undefined}
            >
              {words.settings[each]}
            </Link>
          ))}
        </nav>
        <div className={styles.content}>
          <Section />
        </div>
      </div>
    </Page>
  )
}
