// Asks an issuer, who has to show a certificate that holds: the variables of this process cannot switch that off, as they can for the
// `fetch` that comes with Node.
import type { RequestInit, Response } from 'undici'

export async function fetchFrom(address: string, init: RequestInit): Promise<Response> {
  const { Agent, fetch } = await import('undici')
  return fetch(address, {
    ...init,
    redirect: 'error',
    dispatcher: new Agent({ connect: { rejectUnauthorized: true } }),
  })
}
