import { scoreOf, type CheckJson } from '@goldwire/harness'

import type { ClientResult } from './check-clients.ts'

export interface Measure {
  version: string
  date: string
  /** Where the report names each defect; null where it does not. */
  defects: readonly { defect: string; named: string | null }[]
  bare: CheckJson
  mended: CheckJson
  clients: { bare: readonly ClientResult[]; fixed: readonly ClientResult[] }
}

/** The findings page, in Markdown. */
export function renderMeasure({ version, date, defects, bare, mended, clients }: Measure): string {
  const named = defects.filter((each) => each.named !== null).length
  return [
    '# llama-server, measured',
    '',
    `${date}, llama.cpp's \`llama-server\` (${version}, the source that node-llama-cpp carries) on the reference model. Made by \`npm run measure:llama-server -- --write\`; the server is built by \`npm run llama-server:build\`.`,
    '',
    `## What is known to be wrong, and where \`goldwire check\` says so: ${named} of ${defects.length}`,
    '',
    'Known from its source (`server-task.cpp`, `server-chat.cpp`, `server-context.cpp`) and its issues. `api/under-load` was asked of a second one whose slots share a context of 1,024 tokens: only then does it fail inside a stream.',
    '',
    '| defect | named |',
    '| --- | --- |',
    ...defects.map(({ defect, named: where }) => `| ${defect} | ${where === null ? '**not found**' : `\`${where}\``} |`),
    '',
    '## What to mend first',
    '',
    '| | in | breaks |',
    '| --- | ---: | --- |',
    ...bare.causes
      .filter((each) => each.severity === 'error')
      .slice(0, 15)
      .map(
        ({ label, scenarios, of, unit, clients: broken }) =>
          `| ${label.slice(0, 90)} | ${scenarios.length} of ${of} ${unit}s | ${broken.join(', ')} |`,
      ),
    '',
    '## With `goldwire fix` in front of it',
    '',
    '| | bare | with fix |',
    '| --- | ---: | ---: |',
    `| scenarios passed, of those that could be decided | ${score(bare)} | ${score(mended)} |`,
    `| lint errors in streams and bodies | ${lintErrors(bare)} | ${lintErrors(mended)} |`,
    `| streams without a lint error | ${cleanStreams(bare)} | ${cleanStreams(mended)} |`,
    '',
    ...clientTable(clients),
    '### What fails with fix',
    '',
    ...failing(mended),
    '',
  ].join('\n')
}

function score(check: CheckJson): string {
  const { passed, of } = scoreOf(check)
  return `${passed} of ${of}`
}

function errorsOf(result: CheckJson['scenarios'][number]): number {
  return result.findings.filter((each) => each.severity === 'error').length
}

const lintErrors = ({ scenarios }: CheckJson) => scenarios.reduce((sum, each) => sum + errorsOf(each), 0)

function cleanStreams({ scenarios }: CheckJson): string {
  const streams = scenarios.filter((each) => each.events > 0 && each.clients.length > 0)
  return `${streams.filter((each) => errorsOf(each) === 0).length} of ${streams.length}`
}

function clientTable({ bare, fixed }: Measure['clients']): string[] {
  const names = [...new Set([...bare, ...fixed].map((each) => each.client))]
  if (names.length === 0) return ['Clients were not asked.', '']
  const key = ({ client, check }: ClientResult) => `${client} ${check}`
  const lacking = new Map(
    fixed.flatMap((each) => (each.status === 'fail' && lackOf(each) !== null ? [[key(each), lackOf(each) ?? '']] : [])),
  )
  const cell = (results: readonly ClientResult[], client: string) => {
    const own = results.filter((each) => each.client === client && each.status !== 'skip' && !lacking.has(key(each)))
    return `${own.filter((each) => each.status === 'pass').length} of ${own.length}`
  }
  const version = (client: string) => fixed.find((each) => each.client === client)?.version ?? ''
  const checks = (client: string) => fixed.filter((each) => each.client === client && each.status === 'pass').map((each) => each.check)
  const failed = fixed.filter((each) => each.status === 'fail' && !lacking.has(key(each)))
  return [
    'Real clients (test/clients), checks passed of those that need nothing that llama-server lacks:',
    '',
    '| client | bare | with fix | reads with fix |',
    '| --- | ---: | ---: | --- |',
    ...names.map(
      (client) => `| ${client} ${version(client)} | ${cell(bare, client)} | ${cell(fixed, client)} | ${checks(client).join(', ')} |`,
    ),
    '',
    ...failed.map(({ client, check, detail }) => `* still fails with fix: ${client} \`${check}\`: ${oneLine(detail ?? '')}`),
    ...(failed.length > 0 ? [''] : []),
    'Not counted, since nothing in front of it can make up for what is not there:',
    '',
    ...[...new Set(lacking.values())].map((why) => {
      const own = [...lacking].filter(([, each]) => each === why).map(([name]) => `\`${name}\``)
      return `* ${why}: ${own.join(', ')}`
    }),
    '',
  ]
}

const lacks: { readonly [check: string]: string } = {
  structured: '`text.format` is ignored',
  reasoning: 'reasoning has no summary, and its tokens are not counted',
  'error-400': 'parameters out of range are answered',
  'error-401': 'no key is asked for',
  'unknown-model': 'whatever model is asked for is answered',
  resume: 'no such endpoint',
  cancel: 'no such endpoint',
  delete: 'no such endpoint',
  'input-items': 'no such endpoint',
  conversations: 'no such endpoint',
}

/** What of llama-server a check fails for, whatever stands in front of it; null where its streams are to blame. */
function lackOf({ check, detail = '' }: ClientResult): string | null {
  return lacks[check] ?? (detail.includes('previous_response_id') ? '`previous_response_id` is refused' : null)
}

function failing({ scenarios }: CheckJson): string[] {
  const failed = scenarios.filter((each) => each.status === 'fail')
  if (failed.length === 0) return ['Nothing.']
  return failed.map(({ name, reason, findings, divergences }) => {
    const first = [...findings, ...divergences].find((each) => each.severity === 'error')?.message ?? ''
    return `* \`${name}\`: ${oneLine(reason === first || first === '' ? reason : `${reason}: ${first}`)}`
  })
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 220)
