import type { ViewerSeverity, ViewerStatus } from '../viewer-data.ts'

const WORD: { [severity in ViewerSeverity]: string } = { error: 'Error', warning: 'Warning', info: 'Note' }

/** The sign of a severity; its shape differs too, not only its colour. */
export function SeverityIcon({ severity }: { severity: ViewerSeverity }) {
  const shape =
    severity === 'error' ? (
      <path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.2 4.1 8 6.9l2.8-2.8 1.1 1.1L9.1 8l2.8 2.8-1.1 1.1L8 9.1l-2.8 2.8-1.1-1.1L6.9 8 4.1 5.2Z" />
    ) : severity === 'warning' ? (
      <path d="M8 1.2 15.2 14H.8Zm-.8 4.6v4h1.6v-4Zm0 5v1.6h1.6v-1.6Z" />
    ) : (
      <path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm-.8 3h1.6v1.6H7.2Zm0 2.7h1.6v4.3H7.2Z" />
    )
  return (
    <svg class={`icon ${severity}`} viewBox="0 0 16 16" role="img" aria-label={WORD[severity]} fill-rule="evenodd">
      {shape}
    </svg>
  )
}

export function StatusBadge({ status }: { status: ViewerStatus }) {
  return <span class={`badge ${status}`}>{status}</span>
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
