// How a door of this installation starts the gateway process. Apart from the command: a door loads nothing of a guard.
import { gatewayLog, meetingFolder } from '../flows/gateway-process/meeting-folder.ts'
import type { Way } from '../flows/gateway-process/start-early.ts'
import { codeFolder } from '../io/store/code-folder.ts'
import { startGateway, type Starting } from '../io/transport/start-gateway.ts'
import { ownBuild, ownProgram } from './self.ts'
import type { World } from './world.ts'

/** What the gateway needs of an environment: where our state is, and which sockets no sandbox may have. Nothing of an entry. */
const PASSED = [
  ...['HOME', 'SALLYPORT_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME'],
  ...['XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK', 'DOCKER_HOST', 'CONTAINER_HOST', 'GPG_AGENT_INFO'],
  // The command that prints a secret finds its keychain by these.
  ...['USER', 'LOGNAME', 'LANG', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'],
  ...['GNUPGHOME', 'PASSWORD_STORE_DIR'],
]

export function gatewayWay({ paths, env }: Pick<World, 'paths' | 'env'>): Way {
  const self = ownProgram()
  const passed = Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const version = ownBuild(self)
  const start = (): Starting =>
    startGateway({
      ...self,
      env: passed,
      log: gatewayLog(paths),
      code: codeFolder(meetingFolder(paths), version),
    })
  return { version, start }
}
