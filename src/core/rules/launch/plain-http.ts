import type { LaunchEntry } from '../../model/launch.ts'
import type { Rule } from '../rule.ts'
import { launches, reaches, seen, sets, textsOf } from './place.ts'

const ADDRESS = /\b(?:http|ws):\/\/(?:[^\s/?#@]{0,200}@)?(\[[0-9a-f:.]{2,45}\]|[^\s/?#:'"]{1,253})/gi
const LOOPBACK =
  /^(?:localhost|(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){1,3}|\[(?:::1|::ffff:127(?:\.\d{1,3}){3})\]|0\.0\.0\.0|\[::\]|host\.docker\.internal)\.?$/i

export const plainHttp: Rule<LaunchEntry> = {
  id: 'plain-http',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The server is reached without encryption over a network',
  fix: 'Use https; whoever sits between can read and change every message.',
  references: ['MCP07', 'CoSAI T7'],
  bad: () => [
    reaches('http://mcp.example.test/mcp'),
    reaches('HTTP://192.168.1.5:3000/sse'),
    reaches('http://localhost.example.test/mcp'),
    reaches('http://localhost@mcp.example.test/mcp'),
    reaches('ws://mcp.example.test/mcp'),
    launches('npx', 'mcp-remote@0.1.0', 'http://mcp.example.test/sse'),
    launches('server', '--url=http://10.0.0.7/mcp'),
    sets({ API_BASE: 'http://api.example.test' }),
  ],
  good: () => [
    reaches('https://mcp.example.test/mcp'),
    reaches('http://localhost:3000/mcp'),
    reaches('http://127.0.0.1:8080/sse'),
    reaches('http://[::1]:8080/mcp'),
    launches('npx', 'mcp-remote@0.1.0', 'http://localhost:3000/sse'),
  ],
  *check(entry) {
    for (const [where, text] of textsOf(entry)) {
      for (const { 0: found, 1: host, index } of text.matchAll(ADDRESS)) {
        if (!LOOPBACK.test(host!) && !/^\$\{|^\{\{/.test(host!))
          yield seen(entry, where, text, [index, index + found.length])
      }
    }
  },
}
