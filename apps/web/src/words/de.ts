import { trashDe } from '../pages/trash/words.ts'
import { storageDe } from '../pages/storage/words.ts'
import { journalDe } from '../pages/journal/words.ts'
import { duplicatesDe } from '../pages/duplicates/words.ts'
import { albumsDe } from '../pages/albums/words.ts'
import { adminDe } from '../pages/admin/words.ts'
import { doctorDe } from '../pages/doctor/words.ts'
import { firstRunDe } from '../pages/first-run/words.ts'
import { linkDe } from '../pages/link/words.ts'
import { settingsDe } from '../pages/settings/words.ts'
import { signInDe } from '../pages/sign-in/words.ts'
import { syncDe } from '../pages/sync/words.ts'
import { keysDe } from '../shell/key-words.ts'
import { problemsDe } from '../shell/problem-words.ts'
import { gridDe } from '../grid-view/words.ts'
import { libraryDe } from '../pages/library/words.ts'
import { uploadDe } from '../pages/upload/words.ts'
import { viewerDe } from '../pages/viewer/words.ts'
import { partsDe } from '../parts/words.ts'
import { shellDe } from '../shell/words.ts'
import type { Words } from './en.ts'

/** The German texts. */
export const de: Words = {
  admin: adminDe,
  shell: shellDe,
  parts: partsDe,
  grid: gridDe,
  library: libraryDe,
  upload: uploadDe,
  viewer: viewerDe,
  doctor: doctorDe,
  firstRun: firstRunDe,
  link: linkDe,
  settings: settingsDe,
  signIn: signInDe,
  sync: syncDe,
  trash: trashDe,
  storage: storageDe,
  journal: journalDe,
  duplicates: duplicatesDe,
  albums: albumsDe,
  keys: keysDe,
  problems: problemsDe,
}
