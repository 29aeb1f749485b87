import { trashEn } from '../pages/trash/words.ts'
import { storageEn } from '../pages/storage/words.ts'
import { journalEn } from '../pages/journal/words.ts'
import { duplicatesEn } from '../pages/duplicates/words.ts'
import { albumsEn } from '../pages/albums/words.ts'
import { adminEn } from '../pages/admin/words.ts'
import { doctorEn } from '../pages/doctor/words.ts'
import { firstRunEn } from '../pages/first-run/words.ts'
import { linkEn } from '../pages/link/words.ts'
import { settingsEn } from '../pages/settings/words.ts'
import { signInEn } from '../pages/sign-in/words.ts'
import { syncEn } from '../pages/sync/words.ts'
import { keysEn } from '../shell/key-words.ts'
import { problemsEn } from '../shell/problem-words.ts'
import { gridEn } from '../grid-view/words.ts'
import { libraryEn } from '../pages/library/words.ts'
import { uploadEn } from '../pages/upload/words.ts'
import { viewerEn } from '../pages/viewer/words.ts'
import { partsEn } from '../parts/words.ts'
import { shellEn } from '../shell/words.ts'

/** The English texts. */
export const en = {
  admin: adminEn,
  shell: shellEn,
  parts: partsEn,
  grid: gridEn,
  library: libraryEn,
  upload: uploadEn,
  viewer: viewerEn,
  doctor: doctorEn,
  firstRun: firstRunEn,
  link: linkEn,
  settings: settingsEn,
  signIn: signInEn,
  sync: syncEn,
  trash: trashEn,
  storage: storageEn,
  journal: journalEn,
  duplicates: duplicatesEn,
  albums: albumsEn,
  keys: keysEn,
  problems: problemsEn,
}

/** All texts of the pages. Those with numbers in them are functions of the numbers. */
export type Words = typeof en
