import { shortNames } from '../model/short-names.ts'
import { countSeverity, summariseClients, summariseRules } from '../model/overview.ts'
import { formatMs } from '../model/timing.ts'
import type { ViewerData, ViewerRule, ViewerScenario } from '../viewer-data.ts'
import { Matrix } from './matrix.tsx'
import { SeverityIcon, StatusBadge, plural } from './icons.tsx'

export type LinkTo = (scenario: number, place?: { event: number | null; side: 'expected' | 'actual' }) => string

/** The verdict, every scenario, every rule that was broken, every client that breaks. */
export function Overview(props: { data: ViewerData; rules: ReadonlyMap<string, ViewerRule>; linkTo: LinkTo }) {
  const { data, rules, linkTo } = props
  const broken = summariseRules(data)
  const serious = broken.filter((each) => each.severity !== 'info')
  const notes = broken.filter((each) => each.severity === 'info')
  const clients = summariseClients(data)
  const groups = [...new Set(data.scenarios.map((each) => each.group ?? ''))]
  return (
    <div class="overview">
      <h1 class="off-screen">
        {data.title} {data.subtitle}
      </h1>
      {groups.length === 1 && <Verdict scenarios={data.scenarios} />}
      {groups.length > 1 ? <Matrix {...{ data, groups, linkTo }} /> : <Scenarios {...{ data, linkTo }} />}
      {serious.length > 0 && (
        <section aria-labelledby="rules-title">
          <h2 id="rules-title">What is wrong</h2>
          <RuleTable {...{ list: serious, data, rules, linkTo }} />
        </section>
      )}
      {clients.length > 0 && (
        <section aria-labelledby="clients-title">
          <h2 id="clients-title">Clients</h2>
          <ClientTable clients={clients} noun={data.scenarios.some((each) => each.title) ? 'scenario' : 'stream'} />
        </section>
      )}
      {notes.length > 0 && (
        <details class="notes">
          <summary>
            {plural(
              notes.reduce((sum, each) => sum + each.count, 0),
              'note',
            )}
            : documented deviations, and what depends on the model
          </summary>
          <RuleTable {...{ list: notes, data, rules, linkTo }} />
        </details>
      )}
    </div>
  )
}

function Verdict({ scenarios }: { scenarios: readonly ViewerScenario[] }) {
  const count = (status: string) => scenarios.filter((each) => each.status === status).length
  const counts = (['pass', 'fail', 'unsupported', 'unreachable'] as const).map((status) => [status, count(status)] as const)
  const words = { pass: 'passed', fail: 'failed', unsupported: 'unsupported', unreachable: 'unreachable' }
  const judged = counts.filter(([, number]) => number > 0)
  if (judged.length === 0) return null
  return (
    <div class="verdict">
      <ul>
        {judged.map(([status, number]) => (
          <li key={status} class={status}>
            <b>{number}</b> {words[status]}
          </li>
        ))}
      </ul>
      <div class="bar" aria-hidden="true">
        {judged.map(([status, number]) => (
          <i key={status} class={status} style={{ flexGrow: number }} />
        ))}
      </div>
    </div>
  )
}

const ORDER = { unreachable: 0, fail: 1, unsupported: 3, pass: 2 }

function Scenarios({ data, linkTo }: { data: ViewerData; linkTo: LinkTo }) {
  const sorted = data.scenarios
    .map((scenario, index) => ({ scenario, index }))
    .sort((a, b) => ORDER[a.scenario.status ?? 'pass'] - ORDER[b.scenario.status ?? 'pass'])
  const hasDiff = data.scenarios.some((each) => each.divergences !== undefined)
  const hasTimes = data.scenarios.some((each) => each.durationMs !== undefined)
  const names = shortNames(data.scenarios.map((each) => each.name))
  const hasClients = data.scenarios.some((each) => each.clients !== undefined)
  return (
    <section aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">Streams</h2>
      <table>
        <thead>
          <tr>
            <th>name</th>
            <th>status</th>
            <th class="figure">events</th>
            <th class="figure">{hasDiff ? 'lint' : 'errors'}</th>
            {hasDiff && <th class="figure">diff</th>}
            <th class="figure">warnings</th>
            {hasTimes && <th class="figure">took</th>}
            {hasClients && <th>breaks</th>}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ scenario, index }) => {
            const [errors, warnings] = [countSeverity(scenario, 'error'), countSeverity(scenario, 'warning')]
            const broken = (scenario.clients ?? []).filter((each) => each.verdict === 'breaks').map((each) => each.client)
            return (
              <tr key={index}>
                <td>
                  <a href={linkTo(index)} title={scenario.name}>
                    {names[index]}
                  </a>
                  {scenario.title !== undefined && scenario.title !== scenario.name && <span class="title">{scenario.title}</span>}
                  {scenario.reason && <span class="title">{scenario.reason}</span>}
                </td>
                <td>{scenario.status && <StatusBadge status={scenario.status} />}</td>
                <td class="figure">{scenario.actual?.lines.length ?? scenario.events ?? ''}</td>
                <Count number={errors.lint} kind="error" />
                {hasDiff && <Count number={errors.diff} kind="error" />}
                <Count number={warnings.lint + warnings.diff} kind="warning" />
                {hasTimes && (
                  <td class="figure soft">
                    {scenario.durationMs === undefined || scenario.durationMs < 1 ? '' : formatMs(scenario.durationMs)}
                  </td>
                )}
                {hasClients && <td class="wide">{broken.join(', ')}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

function Count({ number, kind }: { number: number; kind: 'error' | 'warning' }) {
  return <td class={`figure ${number > 0 ? kind : 'soft'}`}>{number > 0 ? number.toLocaleString('en') : '·'}</td>
}

function ClientTable({ clients, noun }: { clients: ReturnType<typeof summariseClients>; noun: string }) {
  const broken = clients.filter((each) => each.breaksIn.length > 0)
  const whole = clients.filter((each) => each.breaksIn.length === 0).map((each) => each.client)
  return (
    <>
      {broken.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>client</th>
              <th class="figure">breaks in</th>
              <th>because of</th>
            </tr>
          </thead>
          <tbody>
            {broken.map(({ client, breaksIn, because }) => (
              <tr key={client}>
                <td class="rule">{client}</td>
                <td class="figure error">{plural(breaksIn.length, noun)}</td>
                <td class="wide">{because.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {whole.length > 0 && <p class="whole">Nothing that was found breaks {whole.join(', ')}.</p>}
    </>
  )
}

function RuleTable(props: {
  list: ReturnType<typeof summariseRules>
  data: ViewerData
  rules: ReadonlyMap<string, ViewerRule>
  linkTo: LinkTo
}) {
  const { list, data, rules, linkTo } = props
  const names = shortNames(data.scenarios.map((each) => each.name))
  return (
    <table>
      <thead>
        <tr>
          <th>rule</th>
          <th class="figure">times</th>
          <th>why it matters</th>
          <th>in</th>
        </tr>
      </thead>
      <tbody>
        {list.map(({ label, source, severity, count, places }) => (
          <tr key={`${source}${label}${severity}`}>
            <td class="rule">
              <SeverityIcon severity={severity} /> {label}
              {source === 'diff' && <span class="source">diff</span>}
            </td>
            <td class="figure">{count.toLocaleString('en')}</td>
            <td class="wide">{rules.get(label)?.why ?? ''}</td>
            <td class="links">
              {places.slice(0, 6).map((place) => (
                <a key={place.scenario} href={linkTo(place.scenario, place)} title={data.scenarios[place.scenario]?.name}>
                  {names[place.scenario]}
                </a>
              ))}
              {places.length > 6 && <span class="soft">and {places.length - 6} more</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
