// No server may write what is started without a sandbox at the next start: our own code, and the Node that runs it.
import { expect, test } from 'vitest'
import { pathRefusal } from './paths.ts'
import type { Host } from './plan.ts'

const HOST = {
  homes: ['/home/ada'],
  stateFolders: [],
  sockets: [],
  ownCode: ['/home/ada/shop/node_modules', '/home/ada/.nvm/node/v24/bin/node'],
} as unknown as Host
const refusal = (path: string, kind: 'read' | 'write') => pathRefusal({ path, kind, ownFolder: false }, HOST)

test.each([
  '/home/ada/shop',
  '/home/ada/shop/node_modules',
  '/home/ada/shop/node_modules/sallyport/dist',
  '/home/ada/.nvm',
  '/home/ada/.nvm/node/v24/bin/node',
])('%s can be read and not written', (path) => {
  expect(refusal(path, 'write')).toContain('holds the code of Sallyport itself')
  expect(refusal(path, 'read')).toBeNull()
})

test.each(['/home/ada/shop/src', '/home/ada/shop/node_modules.old', '/home/ada/.nvm/node/v22'])(
  '%s beside it can be written',
  (path) => {
    expect(refusal(path, 'write')).toBeNull()
  },
)
