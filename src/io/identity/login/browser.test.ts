// What a program that opens addresses is given: `wslview` hands it to PowerShell, and a browser to its own scripts.
import { expect, test } from 'vitest'
import { isOpenable } from './browser.ts'

test.each([
  ['https://login.example/oauth2/v2.0/authorize?client_id=a-b_c.d&scope=a%3Ab+c&state=x*y'],
  ['http://127.0.0.1:8080/~me/authorize?a=1'],
  ['https://[2001:db8::1]:8443/a'],
])('%s is opened', (address) => {
  expect(isOpenable(address)).toBe(true)
})

test.each([
  ['a script', 'javascript:alert(1)'],
  ['a file', 'file:///etc/passwd'],
  ['another scheme', 'a:$(x)'],
  ['an option', '--help'],
  ['no host', 'https:login.example'],
  ['a command in brackets', 'https://login.example/$(calc)'],
  ['a variable', 'https://login.example/$x'],
  ['a command in backticks', 'https://login.example/`calc`'],
  ['a quote', "https://login.example/'a'"],
  ['a double quote', 'https://login.example/"a"'],
  ['two commands', 'https://login.example/a;b'],
  ['a pipe', 'https://login.example/a|b'],
  ['a backslash', 'https://login.example/a\\b'],
  ['two words', 'https://login.example/a b'],
  ['two lines', 'https://login.example/a\nb'],
  ['a line that ends', 'https://login.example/a\n'],
  ['another alphabet', 'https://l\u043egin.example/'],
  ['a giant', `https://login.example/${'a'.repeat(40_000)}`],
])('%s is left to the person', (_, address) => {
  expect(isOpenable(address)).toBe(false)
})
