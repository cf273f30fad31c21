import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { shellOf } from './shell.ts'

test('the shell brings what it loads, and what its C library would load to look up a user', async () => {
  const { loader, libraries } = await shellOf('/bin/bash')
  expect(existsSync(loader!)).toBe(true)
  const { 'libc.so.6': own, 'libnss_files.so.2': users } = libraries
  expect(existsSync(own!)).toBe(true)
  expect(users !== undefined).toBe(existsSync(join(dirname(own!), 'libnss_files.so.2')))
})
