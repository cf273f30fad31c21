// Takes over the listeners that were opened in the network of a sandbox (core/confine/network.ts).
import type { ChildProcess } from 'node:child_process'
import { Socket as UdpSocket } from 'node:dgram'
import { Server } from 'node:net'
import type { SetUp } from '../../core/confine/network.ts'

/** They belong to that network; what connects there arrives here. */
export type Listeners = { readonly names: UdpSocket; readonly ports: ReadonlyMap<number, Server> }
/** Serves them until the returned function is called. */
export type Serve = (listeners: Listeners) => () => void

/** Serves as soon as all listeners are here, and lets the launch go on only then. All of them end with the sandbox. */
export function takeListeners(child: ChildProcess, gone: Promise<void>, serve: Serve): void {
  const ports = new Map<number, Server>()
  let names: UdpSocket | undefined
  let end = (): void => {
    names?.close()
    for (const server of ports.values()) server.close()
  }
  child.on('message', (message, handle) => {
    const told = message as SetUp
    if (told.kind === 'names' && handle instanceof UdpSocket) names = handle
    else if (told.kind === 'port' && handle instanceof Server) ports.set(told.port, handle)
    else if (told.kind === 'done' && names !== undefined) {
      end = serve({ names, ports })
      child.disconnect()
    }
  })
  void gone.then(() => end())
}
