// Opens an address in the browser of this person: by a program at a fixed place, which gets it as one word and no shell sees.
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin/xdg-open', '/usr/bin/wslview'],
  darwin: ['/usr/bin/open'],
}
/** Where the browser of this person is met, and nothing else of our environment. */
const PASSED = [
  ...['HOME', 'USER', 'LANG', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'XDG_CURRENT_DESKTOP'],
  ...['XDG_SESSION_TYPE', 'DBUS_SESSION_BUS_ADDRESS', 'WSL_DISTRO_NAME', 'WSL_INTEROP'],
]

const MAX_CHARS = 32_768

/**
 * Nothing in it that a shell could read: `wslview` pastes it into a line of PowerShell, where `$(…)` is run in quotes too. What we add is
 * encoded; what the issuer wrote in its own address may not be.
 */
export const isOpenable = (address: string): boolean =>
  address.length <= MAX_CHARS && /^https?:\/\/[\w.:/?#[\]@&=+,%~*-]+$/.test(address)

/** False where there is none, or where no program gets it: the person opens it. */
export async function openBrowser(
  address: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (!isOpenable(address)) return false
  for (const program of OPENERS[process.platform] ?? []) {
    const found = await stat(program).catch(() => null)
    if (found === null || found.uid !== 0 || (found.mode & 0o022) !== 0) continue
    const passed = Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
    const child = spawn(program, [address], {
      cwd: '/',
      env: { ...passed, PATH: '/usr/local/bin:/usr/bin:/bin' },
      stdio: 'ignore',
      detached: true,
    })
    child.on('error', () => undefined)
    child.unref()
    return true
  }
  return false
}
