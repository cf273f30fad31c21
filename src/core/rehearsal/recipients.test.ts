import { expect, test } from 'vitest'
import { recipientsAdded } from './recipients.ts'

test.each([
  [
    'a field of JSON',
    '{"to":"person@example.com","bcc":"other@stranger.example","text":"hi"}',
    ['other@stranger.example'],
  ],
  ['a list in JSON', '{"Bcc":["other@stranger.example"],"From":"me@example.com"}', ['other@stranger.example']],
  ['a form', 'to=person%40example.com&bcc=other%40stranger.example', ['other@stranger.example']],
  ['a header', 'To: person@example.com\r\nBcc: other@stranger.example\r\n\r\nhi', ['other@stranger.example']],
  ['a mail server', 'RCPT TO:<person@example.com>\r\nRCPT TO:<other@stranger.example>\r\n', ['other@stranger.example']],
  ['who was named', '{"to":"person@example.com","cc":"person@example.com"}', []],
  ['who sends', '{"from":"me@example.com","to":"person@example.com"}', []],
  ['words about it', 'Write to other@stranger.example about the account', []],
])('%s', (_, text, added) => {
  expect(recipientsAdded(text, ['person@example.com'])).toEqual(added)
})
