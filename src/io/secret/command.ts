// Runs the command of a person that prints a secret: no shell, no input, nothing of an environment but what keychains need.
import { spawn } from 'node:child_process'
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
  // In a group of its own, so that what it started ends with it.
  const child = spawn(program, words, {
    cwd: '/',
    env: { ...passed, PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  const { promise, resolve } = Promise.withResolvers<Printed>()
  const giveUp = (why: string): void => {
    resolve({ why })
    if (child.pid !== undefined) endGroup(child.pid)
    child.stdout.destroy()
  }
  const late = setTimeout(() => giveUp('it took too long'), timeout)
  const parts: Buffer[] = []
  let length = 0
  child.stdout.on('data', (part: Buffer) => {
    length += part.length
    parts.push(part)
    if (length > bound('secret-bytes')) giveUp('it printed too much')
  })
  child.once('error', () => resolve({ why: 'it could not be started' }))
  child.once('close', (code) => {
    if (code === 0) resolve({ text: Buffer.concat(parts).toString('utf8') })
    else resolve({ why: code === null ? 'it was ended' : `it ended with exit code ${code}` })
  })
  return promise.finally(() => clearTimeout(late))
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended.
  }
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
