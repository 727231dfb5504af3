// The requester's moves (PeSIT E §4.8, tables 1, 3, 5, 7 and 9). Names of states: CN connection, SF file
// selected, OF file open, TDE writing, TDL reading; the digits are the specification's; A is the requester.
// PC01A is ours: the reply to a pre-connection is awaited. MG02A is ours: a message is sent in segments.

import { dataPhase, ignore, type MoveTable } from '../moves.ts'

const outside: MoveTable = {
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
  MG02A: { 'snd MSGMM': 'MG02A', 'snd MSGFM': 'MG04A' },
  MG04A: { 'rcv ACK(MSG)+': 'CN03', 'rcv ACK(MSG)-': 'CN03' },
  CN04A: { 'rcv RELCONF': 'CN01' },
  SF01A: { 'rcv ACK(CREATE)+': 'SF03', 'rcv ACK(CREATE)-': 'CN03' },
  SF02A: { 'rcv ACK(SELECT)+': 'SF03', 'rcv ACK(SELECT)-': 'CN03' },
  SF03: { 'snd ORF': 'OF01A', 'snd DESELECT': 'SF04A' },
  SF04A: { 'rcv ACK(DESELECT)+': 'CN03', 'rcv ACK(DESELECT)-': 'CN03' },
  OF01A: { 'rcv ACK(ORF)+': 'OF02', 'rcv ACK(ORF)-': 'SF03' },
  // When requests of both sides cross, some peers send a surplus ACK(IDT) or ACK(RESYN).
  OF02: {
    'snd WRITE': 'TDE01A',
    'snd READ': 'TDL01A',
    'snd CRF': 'OF03A',
    'rcv ACK(IDT)': ignore,
    'rcv ACK(RESYN)': ignore,
  },
  OF03A: { 'rcv ACK(CRF)+': 'SF03', 'rcv ACK(CRF)-': 'SF03' },
  TDE01A: { 'rcv ACK(WRITE)+': 'TDE02A', 'rcv ACK(WRITE)-': 'OF02' },
  TDL01A: { 'rcv ACK(READ)+': 'TDL02A', 'rcv ACK(READ)-': 'OF02' },
}

// Columns: 02 transfer, 03 RESYN sent, 04 RESYN received, 05 IDT sent, 06 IDT received, 07 end of data, 08
// end of transfer.
const writing = dataPhase('TDE', 'A', [
  ['snd DTF', '02 - - - - - -'],
  ['snd SYN', '02 - - - - - -'],
  ['snd DTF.END', '07 - - - - - -'],
  ['snd TRANS.END', '- - - - - 08 -'],
  ['rcv ACK(SYN)', '02 ign ign ign ign 07 ign'],
  ['rcv ACK(TRANS.END)+', '- ign ign ign ign - OF02'],
  ['rcv ACK(TRANS.END)-', '- ign ign ign ign - OF02'],
  ['snd RESYN', '03 - 03 - - - -'],
  ['rcv RESYN', '04 ign ign ign ign 04 04'],
  ['rcv ACK(RESYN)', 'ign 02 - ign ign - -'],
  ['snd ACK(RESYN)', '- - 02 - - - -'],
  ['snd IDT', '05 05 05 - 05 05 05'],
  ['rcv IDT', '06 06 06 ign ign 06 06'],
  ['rcv ACK(IDT)', 'ign - - OF02 - - -'],
  ['snd ACK(IDT)', '- - - - OF02 - -'],
])

const reading = dataPhase('TDL', 'A', [
  ['rcv DTF', '02 ign ign ign ign - -'],
  ['rcv SYN', '02 ign ign ign ign - -'],
  ['snd ACK(SYN)', '02 - - - - 07 -'],
  ['rcv DTF.END', '07 ign ign ign ign - -'],
  ['snd TRANS.END', '- - - - - 08 -'],
  ['rcv ACK(TRANS.END)+', '- ign - ign ign - OF02'],
  ['rcv ACK(TRANS.END)-', '- ign - ign ign - OF02'],
  ['snd RESYN', '03 - 03 - - 03 03'],
  ['rcv RESYN', '04 ign - ign ign - -'],
  ['rcv ACK(RESYN)', 'ign 02 - ign ign - -'],
  ['snd ACK(RESYN)', '- - 02 - - - -'],
  ['snd IDT', '05 05 05 - 05 05 05'],
  ['rcv IDT', '06 06 06 ign - 06 06'],
  ['rcv ACK(IDT)', 'ign - - OF02 - - -'],
  ['snd ACK(IDT)', '- - - - OF02 - -'],
])

export const requesterTable: MoveTable = { ...outside, ...writing, ...reading }
