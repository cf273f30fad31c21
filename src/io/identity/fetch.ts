// Asks an issuer, who has to show a certificate that holds: the variables of this process cannot switch that off, as they can for the
// `fetch` that comes with Node.
import type { RequestInit, Response } from 'undici'
import { once } from '../../core/model/once.ts'

export async function fetchFrom(address: string, init: RequestInit): Promise<Response> {
  const { fetch, dispatcher } = await verifying()
  return fetch(address, { ...init, redirect: 'error', dispatcher })
}

const verifying = once(async () => {
  const { Agent, fetch } = await import('undici')
  return { fetch, dispatcher: new Agent({ connect: { rejectUnauthorized: true } }) }
})
