// Speaks to the container engine by its command line, within a time, in an environment of ours.
import { execFile } from 'node:child_process'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'

export type Engine = { readonly program: string; readonly home: string }

export type Said = { readonly ok: true; readonly stdout: string } | { readonly ok: false; readonly stderr: string }

/**
 * Nothing of the caller's environment but the folder where the engine of this user keeps what runs: a variable could name
 * another engine, other settings, or a hook.
 */
export function engineEnv({ home }: Engine): Record<string, string> {
  const own = `/run/user/${process.getuid?.() ?? -1}`
  const runtime = process.env['XDG_RUNTIME_DIR'] === own ? { XDG_RUNTIME_DIR: own } : {}
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, ...runtime }
}

const MAX_SAID = 1024 ** 2

/** `values` are variables that the command names. */
export function tellEngine(
  engine: Engine,
  words: readonly string[],
  values: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const options = {
    cwd: '/',
    env: { ...values, ...engineEnv(engine) },
    timeout: bound('container-engine-ms'),
    killSignal: 'SIGKILL',
    maxBuffer: MAX_SAID,
    encoding: 'utf8',
  } as const
  return new Promise((resolve) => {
    execFile(engine.program, [...words], options, (error, stdout, stderr) => {
      if (error === null) resolve({ ok: true, stdout })
      else resolve({ ok: false, stderr: stderr.trim() === '' ? error.message : stderr })
    })
  })
}

/** Its answer, or its own last words as a failure. */
export async function askEngine(...asked: Parameters<typeof tellEngine>): Promise<string> {
  const said = await tellEngine(...asked)
  if (said.ok) return said.stdout
  const [, [verb]] = asked
  throw new Failure('backend-forbidden', `podman could not ${verb} a container: ${lastWords(said.stderr)}`, {
    fix: 'Try it by hand with `podman run`; `sallyport doctor` shows what this machine can do.',
  })
}

/** The line that tells most, safe to print. */
export function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n')
  return quote(untrusted(lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1)!), 300)
}

/** The id of an image that this engine has, or null. Nothing is fetched. */
export async function imageId(engine: Engine, name: string): Promise<string | null> {
  const said = await tellEngine(engine, ['image', 'inspect', '--format', '{{.Id}}', '--', name])
  const id = said.ok ? /^(?:sha256:)?([0-9a-f]{64})$/.exec(said.stdout.trim())?.[1] : undefined
  if (id !== undefined) return `sha256:${id}`
  if (!said.ok && !/no such image|image not known|failed to find image/i.test(said.stderr)) {
    throw new Failure('backend-forbidden', `podman could not look for an image: ${lastWords(said.stderr)}`, {
      fix: 'Try `podman images` by hand; `sallyport doctor` shows what this machine can do.',
    })
  }
  return null
}
