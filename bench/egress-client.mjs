// Times requests from where it runs: its words are a URL and how many. Run outside and inside a sandbox by egress.ts.
import { Agent, request } from 'node:http'

const [url, count] = process.argv.slice(2)
const once = (agent) =>
  new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => answer.on('end', resolve).resume())
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
