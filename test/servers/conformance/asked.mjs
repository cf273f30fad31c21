// The tools of the conformance fixture that ask back: by requests of their own in the legacy era, by their answer in the modern.
import { acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { NOTHING, text } from './said.mjs'

const form = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required })
const STRING = { type: 'string' }
const answer = (words) => ({ content: [text(words)] })

const NAME = { message: 'What is your name?', requestedSchema: form({ name: STRING }) }
const question = (words, maxTokens) => ({
  messages: [{ role: 'user', content: { type: 'text', text: words } }],
  maxTokens,
})

export function registerAsking(server, era, states) {
  registerLegacy(server, era)
  registerSimple(server)
  registerStateful(server, states)
}

function registerLegacy(server, era) {
  const elicits = (name, inputSchema, params, say) =>
    server.registerTool(name, { description: 'Asks a person', inputSchema }, async (given, ctx) => {
      if (era === 'modern') return inputRequired({ inputRequests: { asked: inputRequired.elicit(params(given)) } })
      return answer(say(await ctx.mcpReq.elicitInput(params(given))))
    })
  elicits(
    'test_elicitation',
    z.object({ message: z.string() }),
    ({ message }) => ({
      message,
      requestedSchema: form({
        username: { ...STRING, description: "User's response" },
        email: { ...STRING, description: "User's email address" },
      }),
    }),
    ({ action, content }) => `User response: <action: ${action}, content: ${JSON.stringify(content)}>`,
  )
  const completed = ({ action, content }) =>
    `Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`
  const defaults = {
    name: { ...STRING, default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { ...STRING, enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  }
  elicits(
    'test_elicitation_sep1034_defaults',
    NOTHING,
    () => ({ message: 'Please review the values.', requestedSchema: form(defaults, []) }),
    completed,
  )
  const options = ['option1', 'option2', 'option3']
  const titled = (titles) => titles.map((title, at) => ({ const: `value${at + 1}`, title }))
  const enums = {
    untitledSingle: { ...STRING, enum: options },
    titledSingle: { ...STRING, oneOf: titled(['First Option', 'Second Option', 'Third Option']) },
    legacyEnum: {
      ...STRING,
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { ...STRING, enum: options } },
    titledMulti: { type: 'array', items: { anyOf: titled(['First Choice', 'Second Choice', 'Third Choice']) } },
  }
  elicits(
    'test_elicitation_sep1330_enums',
    NOTHING,
    () => ({ message: 'Please choose.', requestedSchema: form(enums, []) }),
    completed,
  )
  server.registerTool(
    'test_sampling',
    { description: 'Asks a model', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, ctx) => {
      const params = question(prompt, 100)
      if (era === 'modern') return inputRequired({ inputRequests: { asked: inputRequired.createMessage(params) } })
      const { content } = await ctx.mcpReq.requestSampling(params)
      return answer(`LLM response: ${content.text}`)
    },
  )
}

function registerSimple(server) {
  const asks = (name, inputRequests, take) =>
    server.registerTool(name, { description: 'Asks back by its answer', inputSchema: NOTHING }, (_, ctx) => {
      const taken = take(ctx.mcpReq.inputResponses)
      return taken === undefined ? inputRequired({ inputRequests: inputRequests(ctx) }) : answer(taken)
    })
  const elicit = () => ({ user_name: inputRequired.elicit(NAME) })
  const sampling = () => ({
    capital_question: inputRequired.createMessage(question('What is the capital of France?', 100)),
  })
  const hello = (responses) => {
    const content = acceptedContent(responses, 'user_name', z.object({ name: z.string() }))
    return content === undefined ? undefined : `Hello, ${content.name}!`
  }
  const sampled = (responses) => {
    const found = inputResponse(responses, 'capital_question')
    return found.kind === 'sampling' ? `The model said: ${JSON.stringify(found.result?.content ?? found)}` : undefined
  }
  asks('test_input_required_result_elicitation', elicit, hello)
  asks('test_input_required_result_sampling', sampling, sampled)
  asks(
    'test_input_required_result_list_roots',
    () => ({ client_roots: inputRequired.listRoots() }),
    (responses) => (responses?.client_roots === undefined ? undefined : JSON.stringify(responses.client_roots)),
  )
  asks(
    'test_input_required_result_capabilities',
    (ctx) => {
      const declared = ctx.mcpReq.envelope?.['io.modelcontextprotocol/clientCapabilities'] ?? {}
      return { ...(declared.sampling && sampling()), ...(declared.elicitation && elicit()) }
    },
    (responses) => (responses === undefined ? undefined : 'Answered.'),
  )
  asks('test_missing_capability', sampling, sampled)
  server.registerTool(
    'test_streaming_elicitation',
    { description: 'Asks back by its answer, after a word of progress', inputSchema: NOTHING },
    async (_, ctx) => {
      const progressToken = ctx.mcpReq._meta?.progressToken
      if (progressToken !== undefined) {
        await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1 } })
      }
      const taken = hello(ctx.mcpReq.inputResponses)
      return taken === undefined ? inputRequired({ inputRequests: elicit() }) : answer(taken)
    },
  )
  const context = { message: 'What context should the prompt use?', requestedSchema: form({ context: STRING }) }
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks back' }, (ctx) => {
    const content = acceptedContent(ctx.mcpReq.inputResponses, 'user_context')
    if (content === undefined) return inputRequired({ inputRequests: { user_context: inputRequired.elicit(context) } })
    return { messages: [{ role: 'user', content: text(`Context: ${String(content.context)}`) }] }
  })
}

/** Their state is sealed, and comes back with the answers. */
function registerStateful(server, states) {
  const asks = (name, act) =>
    server.registerTool(name, { description: 'Asks back and keeps a state', inputSchema: NOTHING }, (_, ctx) =>
      act(ctx.mcpReq.inputResponses, ctx.mcpReq.requestState()),
    )
  const confirm = () =>
    inputRequired.elicit({ message: 'Please confirm', requestedSchema: form({ ok: { type: 'boolean' } }) })
  const confirming = async (responses, state) =>
    responses?.confirm === undefined || state === undefined
      ? inputRequired({ inputRequests: { confirm: confirm() }, requestState: await states.mint({ step: 1 }) })
      : answer('state-ok')
  asks('test_input_required_result_request_state', confirming)
  asks('test_input_required_result_tampered_state', confirming)
  asks('test_input_required_result_multiple_inputs', async (responses) => {
    const keys = ['user_name', 'greeting', 'client_roots']
    if (keys.every((key) => responses?.[key] !== undefined)) return answer('All answered.')
    return inputRequired({
      inputRequests: {
        user_name: inputRequired.elicit(NAME),
        greeting: inputRequired.createMessage(question('Generate a greeting', 50)),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await states.mint({ step: 1 }),
    })
  })
  const steps = [
    { message: 'Step 1: What is your name?', requestedSchema: form({ name: STRING }) },
    { message: 'Step 2: What is your favorite color?', requestedSchema: form({ color: STRING }) },
  ]
  asks('test_input_required_result_multi_round', async (responses, state) => {
    const done = responses?.[`step${state?.step}`] === undefined ? (state?.step ?? 1) - 1 : state.step
    if (done === steps.length) return answer('All steps are done.')
    const step = done + 1
    return inputRequired({
      inputRequests: { [`step${step}`]: inputRequired.elicit(steps[done]) },
      requestState: await states.mint({ step }),
    })
  })
}
