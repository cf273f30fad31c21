import { expect, test } from 'vitest'
import { diagnose } from './diagnose.ts'

test.each([
  ['bwrap: setting up uid map: Permission denied\n', 'backend-forbidden'],
  ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted\n', 'backend-forbidden'],
  ['bwrap: No permissions to create new namespace, likely because the kernel does not allow it\n', 'backend-forbidden'],
  ['bwrap: Creating new namespace failed: Operation not permitted\n', 'backend-forbidden'],
  ['bwrap: Unknown option --disable-userns\n', 'backend-outdated'],
  ["bwrap: Can't find source path /srv/x: No such file or directory\n", 'grant-unusable'],
  ['setpriv: setresuid failed: Operation not permitted\n', 'backend-forbidden'],
  ['bwrap: something new\n', 'confinement-unproven'],
  ['', 'confinement-unproven'],
])('%j is %s', (stderr, code) => {
  const said = diagnose(stderr, 1)
  expect(said.code).toBe(code)
  expect(said.message).toMatch(/Nothing was started\.$/)
  expect(said.fix).not.toBe('')
})
