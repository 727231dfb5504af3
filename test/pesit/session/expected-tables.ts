// The state tables of PeSIT E §4.8 (tables 1 to 10), copied by hand from the specification's tables as our
// reference has them, in their notation: a row an event, a column a state. `ign`: taken and dropped. `–`: not
// possible. What is ours and not the specification's stands apart, below each table, with its reason.

export type Cell = string
/** State → event → next state. */
export type Expected = Readonly<Record<string, Readonly<Record<string, Cell>>>>

const outsideRequester: Expected = {
  CN01: { 'snd PRE-CONNECTION': 'PC01A', 'snd CONNECT': 'CN02A' },
  PC01A: { 'snd CONNECT': 'CN02A' },
  CN02A: { 'rcv ACONNECT': 'CN03', 'rcv RCONNECT': 'CN01' },
  CN03: {
    'snd CREATE': 'SF01A',
    'snd SELECT': 'SF02A',
    'snd MSG': 'MG04A',
    'snd MSGDM': 'MG02A',
    'snd RELEASE': 'CN04A',
  },
  SF01A: { 'rcv ACK(CREATE)+': 'SF03', 'rcv ACK(CREATE)-': 'CN03' },
  SF02A: { 'rcv ACK(SELECT)+': 'SF03', 'rcv ACK(SELECT)-': 'CN03' },
  SF03: { 'snd ORF': 'OF01A', 'snd DESELECT': 'SF04A' },
  SF04A: { 'rcv ACK(DESELECT)+': 'CN03', 'rcv ACK(DESELECT)-': 'CN03' },
  OF01A: { 'rcv ACK(ORF)+': 'OF02', 'rcv ACK(ORF)-': 'SF03' },
  OF02: {
    'snd WRITE': 'TDE01A',
    'snd READ': 'TDL01A',
    'snd CRF': 'OF03A',
    // §4.8.3: peers that answer crossing requests from both sides send one answer too many.
    'rcv ACK(IDT)': 'ign',
    'rcv ACK(RESYN)': 'ign',
  },
  OF03A: { 'rcv ACK(CRF)+': 'SF03', 'rcv ACK(CRF)-': 'SF03' },
  TDE01A: { 'rcv ACK(WRITE)+': 'TDE02A', 'rcv ACK(WRITE)-': 'OF02' },
  TDL01A: { 'rcv ACK(READ)+': 'TDL02A', 'rcv ACK(READ)-': 'OF02' },
  // Ours: a message in segments.
  MG02A: { 'snd MSGMM': 'MG02A', 'snd MSGFM': 'MG04A' },
  MG04A: { 'rcv ACK(MSG)+': 'CN03', 'rcv ACK(MSG)-': 'CN03' },
  CN04A: { 'rcv RELCONF': 'CN01' },
}

const outsideResponder: Expected = {
  CN01: { 'rcv CONNECT': 'CN02B', 'rcv PRE-CONNECTION': 'CN01' },
  CN02B: { 'snd ACONNECT': 'CN03', 'snd RCONNECT': 'CN01' },
  CN03: {
    'rcv CREATE': 'SF01B',
    'rcv SELECT': 'SF02B',
    'rcv MSG': 'MG04B',
    'rcv MSGDM': 'MG02B',
    'rcv RELEASE': 'CN04B',
  },
  SF01B: { 'snd ACK(CREATE)+': 'SF03', 'snd ACK(CREATE)-': 'CN03' },
  SF02B: { 'snd ACK(SELECT)+': 'SF03', 'snd ACK(SELECT)-': 'CN03' },
  SF03: { 'rcv ORF': 'OF01B', 'rcv DESELECT': 'SF04B' },
  SF04B: { 'snd ACK(DESELECT)+': 'CN03', 'snd ACK(DESELECT)-': 'CN03' },
  OF01B: { 'snd ACK(ORF)+': 'OF02', 'snd ACK(ORF)-': 'SF03' },
  OF02: {
    'rcv WRITE': 'TDE01B',
    'rcv READ': 'TDL01B',
    'rcv CRF': 'OF03B',
    'rcv ACK(IDT)': 'ign',
    'rcv ACK(RESYN)': 'ign',
  },
  OF03B: { 'snd ACK(CRF)+': 'SF03', 'snd ACK(CRF)-': 'SF03' },
  TDE01B: { 'snd ACK(WRITE)+': 'TDE02B', 'snd ACK(WRITE)-': 'OF02' },
  TDL01B: { 'snd ACK(READ)+': 'TDL02B', 'snd ACK(READ)-': 'OF02' },
  MG02B: { 'rcv MSGMM': 'MG02B', 'rcv MSGFM': 'MG04B' },
  MG04B: { 'snd ACK(MSG)+': 'CN03', 'snd ACK(MSG)-': 'CN03' },
  CN04B: { 'snd RELCONF': 'CN01' },
}

/**
 * Table 7. Columns: 02 transfer, 03 RESYN sent, 04 RESYN received, 05 IDT sent, 06 IDT received, 07 end of
 * data, 08 end of transfer.
 */
const requesterSender = `
  snd DTF              02  –   –   –   –    –   –
  snd SYN              02  –   –   –   –    –   –
  snd DTF.END          07  –   –   –   –    –   –
  snd TRANS.END        –   –   –   –   –    08  –
  rcv ACK(SYN)         02  ign ign ign ign  07  ign
  rcv ACK(TRANS.END)+  –   ign ign ign ign  –   OF02
  rcv ACK(TRANS.END)-  –   ign ign ign ign  –   OF02
  snd RESYN            03  –   03  –   –    –   –
  rcv RESYN            04  ign ign ign ign  04  04
  rcv ACK(RESYN)       ign 02  –   ign ign  –   –
  snd ACK(RESYN)       –   –   02  –   –    –   –
  snd IDT              05  05  05  –   05   05  05
  rcv IDT              06  06  06  ign ign  06  06
  rcv ACK(IDT)         ign –   –   OF02 –   –   –
  snd ACK(IDT)         –   –   –   –   OF02 –   –`

/** Table 8. Data that comes in 04 is dropped: the table does not name it. A surplus ACK is dropped in 02. */
const responderReceiver = `
  rcv DTF              02  ign ign ign ign  –   –
  rcv SYN              02  ign ign ign ign  –   –
  snd ACK(SYN)         02  –   –   –   –    07  –
  rcv DTF.END          07  ign ign ign ign  –   –
  rcv TRANS.END        –   ign –   ign ign  08  –
  snd ACK(TRANS.END)+  –   –   –   –   –    –   OF02
  snd ACK(TRANS.END)-  –   –   –   –   –    –   OF02
  snd RESYN            03  –   –   –   –    03  03
  rcv RESYN            04  04  –   ign ign  –   –
  rcv ACK(RESYN)       ign 02  –   ign ign  –   –
  snd ACK(RESYN)       –   –   02  –   –    –   –
  snd IDT              05  05  05  –   –    05  05
  rcv IDT              06  06  06  06  –    06  06
  rcv ACK(IDT)         ign –   –   OF02 OF02 –  –
  snd ACK(IDT)         –   –   –   –   OF02 –   –`

/** Table 9: as table 8, but the requester ends the transfer, and wins where requests cross. */
const requesterReceiver = `
  rcv DTF              02  ign ign ign ign  –   –
  rcv SYN              02  ign ign ign ign  –   –
  snd ACK(SYN)         02  –   –   –   –    07  –
  rcv DTF.END          07  ign ign ign ign  –   –
  snd TRANS.END        –   –   –   –   –    08  –
  rcv ACK(TRANS.END)+  –   ign –   ign ign  –   OF02
  rcv ACK(TRANS.END)-  –   ign –   ign ign  –   OF02
  snd RESYN            03  –   03  –   –    03  03
  rcv RESYN            04  ign –   ign ign  –   –
  rcv ACK(RESYN)       ign 02  –   ign ign  –   –
  snd ACK(RESYN)       –   –   02  –   –    –   –
  snd IDT              05  05  05  –   05   05  05
  rcv IDT              06  06  06  ign –    06  06
  rcv ACK(IDT)         ign –   –   OF02 –   –   –
  snd ACK(IDT)         –   –   –   –   OF02 –   –`

/** Table 10: as table 7, but the requester ends the transfer, and wins where requests cross. */
const responderSender = `
  snd DTF              02  –   –   –   –    –   –
  snd SYN              02  –   –   –   –    –   –
  snd DTF.END          07  –   –   –   –    –   –
  rcv TRANS.END        –   ign –   ign –    08  –
  snd ACK(TRANS.END)+  –   –   –   –   –    –   OF02
  snd ACK(TRANS.END)-  –   –   –   –   –    –   OF02
  rcv ACK(SYN)         02  ign ign ign ign  07  ign
  snd RESYN            03  –   –   –   –    –   –
  rcv RESYN            04  04  ign ign ign  04  04
  rcv ACK(RESYN)       ign 02  –   ign ign  –   –
  snd ACK(RESYN)       –   –   02  –   –    –   –
  snd IDT              05  05  05  –   –    05  05
  rcv IDT              06  06  06  06  ign  06  06
  rcv ACK(IDT)         ign –   –   OF02 –   –   –
  snd ACK(IDT)         –   –   –   –   OF02 –   –`

export const expectedRequester: Expected = {
  ...outsideRequester,
  ...spread('TDE', 'A', requesterSender),
  ...spread('TDL', 'A', requesterReceiver),
}

export const expectedResponder: Expected = {
  ...outsideResponder,
  ...spread('TDE', 'B', responderReceiver),
  ...spread('TDL', 'B', responderSender),
}

function spread(prefix: string, suffix: string, table: string): Expected {
  const columns = ['02', '03', '04', '05', '06', '07', '08']
  const states: Record<string, Record<string, Cell>> = Object.fromEntries(
    columns.map((column) => [`${prefix}${column}${suffix}`, {}]),
  )
  for (const line of table.trim().split('\n')) {
    const words = line.trim().split(/\s+/)
    const event = words.slice(0, 2).join(' ')
    words.slice(2).forEach((cell, index) => {
      const row = states[`${prefix}${columns[index] ?? ''}${suffix}`]
      if (row === undefined || cell === '–') return
      row[event] = cell === 'ign' || cell === 'OF02' ? cell : `${prefix}${cell}${suffix}`
    })
  }
  return states
}
