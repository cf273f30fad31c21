// Which addresses questions may be sent to. By itself, because config.yaml is read by every command.

/** Null: not an address that answers are taken from. Elsewhere than on this machine only TLS says whose it is. */
export function readWebhookAddress(text: unknown): URL | null {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return null
  const isLoopback = /^(?:127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? url : null
}
