// A person at a browser: goes where the login sends them, agrees to everything, and comes back.
import { text } from 'node:stream/consumers'
import type { Home } from '../real/home.ts'

export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** The built program, while servers of this very process answer it. */
export async function typed(home: Home, ...words: string[]): Promise<Ended> {
  const child = home.spawn(...words)
  child.stdin!.end()
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [stdout, stderr, status] = await Promise.all([text(child.stdout!), text(child.stderr!), exit])
  return { status, stdout, stderr }
}

/** `visit` gets the address that is printed. It must lead back to us or leave it to us to end. */
export async function loggedIn(
  home: Home,
  words: readonly string[],
  visit: (address: URL) => Promise<unknown> = agrees,
): Promise<Ended> {
  const child = home.spawn('login', ...words)
  child.stdin!.end()
  const heard = { stdout: '', stderr: '' }
  const visits: Promise<unknown>[] = []
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (part: string) => {
      heard[name] += part
      const address = /^ {2}(http\S+)\n\nWaiting at /m.exec(heard[name])?.[1]
      if (address !== undefined && visits.length === 0) visits.push(visit(new URL(address)))
    })
  }
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  await Promise.all(visits)
  return { status, ...heard }
}

/** Follows every redirect with the cookies of its host, to the page that says it is done. */
export async function agrees(address: URL): Promise<URL> {
  const cookies = new Map<string, string>()
  for (let at = address, count = 0; count < 20; count += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(name!, value!)
    }
    const to = answer.headers.get('location')
    if (to === null) {
      if (!answer.ok) throw new Error(`${at.pathname}: ${answer.status} ${await answer.text()}`)
      return at
    }
    at = new URL(to, at)
  }
  throw new Error('the issuer sends a person round and round')
}
