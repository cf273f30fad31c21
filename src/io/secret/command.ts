// Runs the command of a person that prints a secret: no shell, no input, nothing of an environment but what keychains need.
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { bound } from '../../core/model/bounds.ts'

export type Printed = { readonly text: string } | { readonly why: string }

/** Where the person is known, and where their keychain is met. Never a loader's variable, never a secret of another server. */
const PASSED = [
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'],
  ...['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY', 'GNUPGHOME', 'GPG_TTY', 'PASSWORD_STORE_DIR'],
]
const PATH = '/usr/local/bin:/usr/bin:/bin'

/** `program` by its real path, as it was approved. */
export async function printedBy(
  [program = '', ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<Printed> {
  const objection = await objectionTo(program)
  if (objection !== null) return { why: objection }
  const passed = Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  return new Promise((resolve) => {
    const options = {
      cwd: '/',
      env: { ...passed, PATH },
      timeout,
      killSignal: 'SIGKILL',
      maxBuffer: bound('secret-bytes'),
    } as const
    const child = execFile(program, words, { ...options, encoding: 'utf8' }, (cause, text) => {
      resolve(cause === null ? { text } : { why: whyOf(cause) })
    })
    child.stdin?.end()
  })
}

/** Whoever can change the program can read the secret, and have it run something else as this user. */
async function objectionTo(program: string): Promise<string | null> {
  try {
    const { mode, uid } = await stat(program)
    if ((mode & 0o022) !== 0) return 'others may write into its program'
    return uid === 0 || uid === process.geteuid?.() ? null : 'its program belongs to somebody else'
  } catch {
    return 'its program is not there'
  }
}

function whyOf(cause: Error & { readonly code?: unknown; readonly killed?: boolean }): string {
  if (cause.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed too much'
  if (cause.killed === true) return 'it took too long'
  return typeof cause.code === 'number' ? `it ended with exit code ${cause.code}` : 'it could not be started'
}
