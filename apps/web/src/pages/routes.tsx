import type { ComponentType } from 'react'
import { late } from '../parts/late.tsx'
import type { Late } from '../parts/late.tsx'
import { withWords } from '../words/words.ts'

/** An address, in wouter's pattern, and the page that it shows. Pages are loaded when they are first gone to. */
export interface PageRoute {
  readonly path: string
  readonly page: Late<object>
}

const meanwhile = () => <main id="main" aria-busy />

/** A page whose texts are among the first. */
const plain = (load: () => Promise<ComponentType>) => late<object>(load, meanwhile)

const worded = (load: () => Promise<ComponentType>) => late<object>(withWords(load), meanwhile)

/** Every page of somebody who is signed in. The first that fits is shown. */
export const ROUTES: readonly PageRoute[] = [
  {
    path: '/',
    page: plain(async () => (await import('./library/library-page.tsx')).LibraryPage),
  },
  {
    path: '/search',
    page: plain(async () => (await import('./search/search-page.tsx')).SearchPage),
  },
  {
    path: '/photo/:id',
    page: worded(async () => (await import('./viewer/viewer-page.tsx')).ViewerPage),
  },
  {
    path: '/settings/:section?',
    page: worded(async () => (await import('./settings/settings-page.tsx')).SettingsPage),
  },
  { path: '/link', page: worded(async () => (await import('./link/link-page.tsx')).LinkPage) },
  {
    path: '/welcome',
    page: worded(async () => (await import('./first-run/welcome-page.tsx')).WelcomePage),
  },
  {
    path: '/admin',
    page: worded(async () => (await import('./admin/admin-page.tsx')).AdminPage),
  },
  {
    path: '/setup',
    page: worded(async () => (await import('./first-run/lead-on.tsx')).LeadOnFromSetup),
  },
  {
    path: '/join',
    page: worded(async () => (await import('./first-run/lead-on.tsx')).LeadOnFromJoin),
  },
  {
    path: '/sync',
    page: worded(async () => (await import('./sync/sync-page.tsx')).SyncPage),
  },
  {
    path: '/sync/devices/:id',
    page: worded(async () => (await import('./sync/device-page.tsx')).DevicePage),
  },
  {
    path: '/sync/doctor/:id',
    page: worded(async () => (await import('./doctor/doctor-page.tsx')).DoctorPage),
  },
  {
    path: '/storage',
    page: worded(async () => (await import('./storage/storage-page.tsx')).StoragePage),
  },
  {
    path: '/journal',
    page: worded(async () => (await import('./journal/journal-page.tsx')).JournalPage),
  },
  {
    path: '/duplicates',
    page: worded(async () => (await import('./duplicates/duplicates-page.tsx')).DuplicatesPage),
  },
  {
    path: '/albums',
    page: worded(async () => (await import('./albums/albums-page.tsx')).AlbumsPage),
  },
  {
    path: '/albums/hidden',
    page: worded(async () => (await import('./albums/hidden-page.tsx')).HiddenPage),
  },
  {
    path: '/albums/trash',
    page: worded(async () => (await import('./trash/trash-page.tsx')).TrashPage),
  },
  {
    path: '/albums/:id',
    page: worded(async () => (await import('./albums/album-page.tsx')).AlbumPage),
  },
  { path: '/more', page: plain(async () => (await import('./more/more-page.tsx')).MorePage) },
]
