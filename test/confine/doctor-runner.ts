// The command line as a process, from sources.
import { main } from '../../src/cli/main.ts'

await main(process)
