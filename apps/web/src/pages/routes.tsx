import type { ComponentType } from 'react'
import { lazy } from 'react'

/** An address, in wouter's pattern, and the page that it shows. Pages are loaded when they are first gone to. */
export interface PageRoute {
  readonly path: string
  readonly page: ComponentType
}

/** Every page of somebody who is signed in. The first that fits is shown. */
export const ROUTES: readonly PageRoute[] = [
  {
    path: '/',
    page: lazy(async () => ({ default: (await import('./library/library-page.tsx')).LibraryPage })),
  },
  {
    path: '/search',
    page: lazy(async () => ({ default: (await import('./search/search-page.tsx')).SearchPage })),
  },
  {
    path: '/photo/:id',
    page: lazy(async () => ({ default: (await import('./viewer/viewer-page.tsx')).ViewerPage })),
  },
  {
    path: '/settings/:section?',
    page: lazy(async () => ({ default: (await import('./settings/settings-page.tsx')).SettingsPage })),
  },
  { path: '/link', page: lazy(async () => ({ default: (await import('./link/link-page.tsx')).LinkPage })) },
  {
    path: '/welcome',
    page: lazy(async () => ({ default: (await import('./first-run/welcome-page.tsx')).WelcomePage })),
  },
  {
    path: '/admin',
    page: lazy(async () => ({ default: (await import('./admin/admin-page.tsx')).AdminPage })),
  },
  {
    path: '/setup',
    page: lazy(async () => ({ default: (await import('./first-run/lead-on.tsx')).LeadOnFromSetup })),
  },
  {
    path: '/join',
    page: lazy(async () => ({ default: (await import('./first-run/lead-on.tsx')).LeadOnFromJoin })),
  },
  {
    path: '/sync',
    page: lazy(async () => ({ default: (await import('./sync/sync-page.tsx')).SyncPage })),
  },
  {
    path: '/sync/devices/:id',
    page: lazy(async () => ({ default: (await import('./sync/device-page.tsx')).DevicePage })),
  },
  {
    path: '/sync/doctor/:id',
    page: lazy(async () => ({ default: (await import('./doctor/doctor-page.tsx')).DoctorPage })),
  },
  {
    path: '/storage',
    page: lazy(async () => ({ default: (await import('./storage/storage-page.tsx')).StoragePage })),
  },
  {
    path: '/journal',
    page: lazy(async () => ({ default: (await import('./journal/journal-page.tsx')).JournalPage })),
  },
  {
    path: '/duplicates',
    page: lazy(async () => ({ default: (await import('./duplicates/duplicates-page.tsx')).DuplicatesPage })),
  },
  {
    path: '/albums',
    page: lazy(async () => ({ default: (await import('./albums/albums-page.tsx')).AlbumsPage })),
  },
  {
    path: '/albums/hidden',
    page: lazy(async () => ({ default: (await import('./albums/hidden-page.tsx')).HiddenPage })),
  },
  {
    path: '/albums/trash',
    page: lazy(async () => ({ default: (await import('./trash/trash-page.tsx')).TrashPage })),
  },
  {
    path: '/albums/:id',
    page: lazy(async () => ({ default: (await import('./albums/album-page.tsx')).AlbumPage })),
  },
  { path: '/more', page: lazy(async () => ({ default: (await import('./more/more-page.tsx')).MorePage })) },
]
