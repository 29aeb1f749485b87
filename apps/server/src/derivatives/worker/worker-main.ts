import { derive } from './derive.ts'
import { guardSharp } from './guard-sharp.ts'
import { serveJobs } from './serve-jobs.ts'

// What the process that decodes runs: see `createDeriver`.

guardSharp()
serveJobs(derive)
