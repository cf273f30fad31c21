// The entry of the gateway process, which is a bundle of its own: a client waits while it is loaded, so it brings what guards in
// one file, and neither the table of commands nor their parser.
import { flushCompileCache } from 'node:module'
import { gatewayCommand } from './gateway.ts'
import { end, endOnBug, outliveReader, printed, worldOf } from './process.ts'

const NO_WORDS = { positional: [], rest: [], typed: ['gateway'], options: {} }

/** `sallyport gateway`, without any other word. */
export async function main(host: NodeJS.Process): Promise<void> {
  endOnBug(host)
  outliveReader(host)
  // Ours alone: a command that prints a secret is started with this environment.
  delete host.env['NODE_COMPILE_CACHE']
  const exit = await gatewayCommand(NO_WORDS, worldOf(host), keepCode).catch((cause: unknown) => printed(cause, host))
  await end(exit, host)
}

/** By then all that a start takes was called once, and so was compiled. */
const SETTLED_MS = 5_000

const keepCode = (): void => void setTimeout(flushCompileCache, SETTLED_MS).unref()
