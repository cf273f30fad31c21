// A process of its own that installs one package, so that a test can kill it in the middle.
import { parseTarget, resolve } from '../../src/flows/resolve.ts'
import { worldOf } from './world.ts'

const [folder = '', store = ''] = process.argv.slice(2)
const place = { folder, store, dispose: () => Promise.resolve() }
const world = await worldOf(place, { HOME: folder })
await resolve(parseTarget(['npm:server'], folder), world)
// As the program ends too (src/cli/process.ts): what Node does by itself at an end was seen to spin for ever, inside Node.
process.exit()
