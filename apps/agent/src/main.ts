import { runAgent } from './cli/run-agent.ts'

process.exitCode = await runAgent(process.argv.slice(2))
