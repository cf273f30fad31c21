// Times requests from where it runs: its words are a URL, how many, and `proxy` where the environment names one to ask.
// Run outside and inside sandboxes by egress.ts.
import { Agent, request } from 'node:http'
import { urlToHttpOptions } from 'node:url'

const [url, count, proxy] = process.argv.slice(2)
const asked = proxy === undefined ? urlToHttpOptions(new URL(url)) : throughProxy(new URL(process.env.HTTP_PROXY))
function throughProxy({ hostname, port, username, password }) {
  const words = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return { hostname, port, path: url, headers: { host: new URL(url).host, 'proxy-authorization': `Basic ${words}` } }
}
const once = (agent) =>
  new Promise((resolve, reject) => {
    request({ ...asked, agent }, (answer) => answer.on('end', resolve).resume())
      .on('error', reject)
      .end()
  })
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const timed = async (agentOf) => {
  const times = []
  for (let i = 0; i < Number(count); i += 1) {
    const began = performance.now()
    await once(agentOf())
    times.push(performance.now() - began)
  }
  return median(times)
}

const kept = new Agent({ keepAlive: true, maxSockets: 1 })
await once(kept)
process.stdout.write(JSON.stringify({ kept: await timed(() => kept), fresh: await timed(() => new Agent()) }))
