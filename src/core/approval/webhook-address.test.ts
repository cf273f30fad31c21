import { expect, test } from 'vitest'
import { readWebhookAddress } from './webhook-address.ts'

test.each([
  ['https://desk.example/approvals', true],
  ['https://desk.example:8443/a?b=c', true],
  ['http://127.0.0.1:9000/', true],
  ['http://[::1]:9000/', true],
  ['http://desk.example/', false],
  ['http://localhost/', false],
  ['http://127.0.0.1.desk.example/', false],
  ['https://user:pass@desk.example/', false],
  ['https://desk.example/#a', false],
  ['file:///etc/passwd', false],
  ['desk.example', false],
  [7, false],
])('%s may be asked: %s', (address, may) => {
  expect(readWebhookAddress(address) !== null).toBe(may)
})
