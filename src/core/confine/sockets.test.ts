// Who may make sockets with a path: only where every folder that is shown holds programs or files of our store.
import { expect, test } from 'vitest'
import type { Bind, Host } from './plan.ts'
import { mayHaveLocalSockets } from './sockets.ts'

const HOST = { stateFolders: ['/home/me/.config/sallyport', '/home/me/.local/state/sallyport'] } as unknown as Host
const bind = (why: Bind['why'], source: string): Bind => ({
  source,
  dest: source,
  mode: why === 'write' ? 'rw' : 'ro',
  why,
})

test.each<[boolean, string, readonly Bind[]]>([
  [true, 'nothing but the system', [bind('base', '/usr')]],
  [true, 'a package of the store', [bind('root', '/home/me/.local/state/sallyport/store/npm/x')]],
  [true, 'a runtime of its own', [bind('runtime', '/home/me/.nvm/versions/node/v24.1.0')]],
  [true, 'a program of the system', [bind('exec', '/usr/lib/chromium')]],
  [true, 'a folder of the system to read', [bind('read', '/usr/share/doc')]],
  [false, 'a runtime whose prefix also runs services', [bind('runtime', '/home/linuxbrew/.linuxbrew')]],
  [false, 'a folder to read', [bind('read', '/data/project')]],
  [false, 'a folder to write', [bind('write', '/data/out')]],
  [false, 'a program elsewhere', [bind('exec', '/opt/tool')]],
  [false, 'a project approved where it lies', [bind('root', '/data/project')]],
  [false, 'a name that only begins like the store', [bind('root', '/home/me/.local/state/sallyport-not/x')]],
])('%s: %s', (may, _, binds) => {
  expect(mayHaveLocalSockets([bind('base', '/usr'), ...binds], HOST)).toBe(may)
})
