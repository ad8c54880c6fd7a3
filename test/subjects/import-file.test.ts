/** Every bad import file gets a clear answer, by line; every good one means what its author wrote. */
import { describe, expect, it } from 'vitest';
import type { LocalDate } from '../../src/domain/instant.ts';
import { type ImportFormat, readImport } from '../../src/subjects/import-file.ts';
import type { NewCustomer } from '../../src/subjects/port.ts';

const known = new Map([
  ['mx-credit', new Set(['userGuid', 'memberGuid'])],
  ['pinterest-social', new Set(['accessToken'])],
]);

/** Chunks of a few bytes, so that every boundary falls inside something. */
async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(file: string | Uint8Array, format: ImportFormat = 'csv', chunk = 7) {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const good: NewCustomer[] = [];
  const bad: string[] = [];
  for await (const row of readImport(chunksOf(bytes, chunk), { format, known, today: '2026-01-15' as LocalDate })) {
    if ('problems' in row) bad.push(`${row.line}: ${row.problems.join('; ')}`);
    else good.push(row.content);
  }
  return { good, bad };
}

const HEADER = 'id,kind,legal_entity,branch,name';
const row = (id: string, more = ''): string => `${id},PERSON,CN-BANK,CN-SHANGHAI,诸葛文博${more}`;

describe('a CSV file', () => {
  it('puts a customer in the book that it names, and in none where it names none', async () => {
    const file = `${HEADER},book\n${row('C-1', ',BOOK-7')}\n${row('C-2', ',')}\n${row('C-3', ',no book')}`;
    const { good, bad } = await read(file);
    expect(good.map(({ book }) => book)).toEqual(['BOOK-7', undefined]);
    expect(bad).toEqual(['4: book: must be letters, digits, "-" and "_" only']);
  });

  it('means what its columns say', async () => {
    const { good, bad } = await read(
      `${HEADER},phones,emails,birth_date,document_number,country,province,city,street,postal_code,ref:mx-credit:userGuid,ref:mx-credit:memberGuid\n` +
        row('C-1', ',+8613800001111; +12125550101,a@example.com,1990-02-28,11010519491231002X,CN,Beijing,Beijing,Heping Street 3,100020,USR-1,MBR-1'), // prettier-ignore
    );
    expect(bad).toEqual([]);
    expect(good).toEqual([
      {
        id: 'C-1',
        kind: 'PERSON',
        legalEntity: 'CN-BANK',
        branch: 'CN-SHANGHAI',
        identity: {
          name: '诸葛文博',
          birthDate: '1990-02-28',
          documentNumber: '11010519491231002X',
          addresses: [
            { country: 'CN', province: 'Beijing', city: 'Beijing', street: 'Heping Street 3', postalCode: '100020' },
          ],
          phones: ['+8613800001111', '+12125550101'],
          emails: ['a@example.com'],
        },
        references: new Map([['mx-credit', { userGuid: 'USR-1', memberGuid: 'MBR-1' }]]),
      },
    ]);
  });

  it.each([1, 7, 100_000])(
    'reads alike with a BOM, CRLF, quotes and line breaks in quotes, in chunks of %i',
    async (chunk) => {
      const file = `\ufeff"id",kind,legal_entity,branch,name\r\nC-1,PERSON,A,B,"Smith, ""Joe""\r\nJr."\r\n\r\n${row('C-2')}\r\n,,,,\r\n,,A,B,C`;
      const { good, bad } = await read(file, 'csv', chunk);
      expect(good.map(({ identity }) => identity.name)).toEqual(['Smith, "Joe"\r\nJr.', '诸葛文博']);
      expect(bad).toEqual(['7: id: missing; kind: missing']);
    },
  );

  it('reads old line ends and a last line without one', async () => {
    expect((await read(`${HEADER}\r${row('C-1')}\r${row('C-2')}`)).good).toHaveLength(2);
  });

  it('names all missing columns at once, and reads no further', async () => {
    const { good, bad } = await read(`id,nmae\n${row('C-1')}`);
    expect(good).toEqual([]);
    expect(bad).toEqual([
      '1: required columns are missing: kind, legal_entity, branch, name; the column "nmae" is unknown',
    ]);
  });

  it('finds one broken row in ten thousand by its line', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => (i === 6_999 ? row('C 7') : row(`C-${i}`)));
    const { good, bad } = await read([HEADER, ...rows].join('\n'), 'csv', 65_536);
    expect(good).toHaveLength(9_999);
    expect(bad).toEqual(['7001: id: must be 1 to 64 letters, digits, "-" and "_"']);
  });

  it('refuses an unknown partner and an unknown reference, and names the known ones', async () => {
    const { bad } = await read(`${HEADER},ref:mx:userGuid,ref:mx-credit:userGuidd\n${row('C-1', ',a,b')}`);
    expect(bad).toEqual([
      '1: the partner "mx" is unknown; known are mx-credit, pinterest-social; ' +
        'the partner "mx-credit" has no reference "userGuidd"; it has userGuid, memberGuid',
    ]);
  });

  it('reports an id that stands there twice with both lines', async () => {
    const { bad } = await read([HEADER, row('C-1'), row('C-2'), row('C-1')].join('\n'));
    expect(bad).toEqual(['4: id: stands on line 2 already']);
  });

  it('reports ragged rows and goes on', async () => {
    const { good, bad } = await read([HEADER, row('C-1', ',x'), 'C-2,PERSON', row('C-3')].join('\n'));
    expect(bad).toEqual(['2: has 6 cells, the header has 5', '3: has 2 cells, the header has 5']);
    expect(good.map(({ id }) => id)).toEqual(['C-3']);
  });

  it('stops at a quote that never closes, having told everything before it', async () => {
    const { good, bad } = await read(
      [HEADER, row('C-1'), 'C 2,PERSON,A,B,C', 'C-3,PERSON,A,B,"C', row('C-4')].join('\n'),
    );
    expect(good.map(({ id }) => id)).toEqual(['C-1']);
    expect(bad).toEqual([
      '3: id: must be 1 to 64 letters, digits, "-" and "_"',
      '4: a quote is opened and never closed; the rest of the file was not read',
    ]);
  });

  it('stops at text behind a closing quote', async () => {
    const { bad } = await read([HEADER, 'C-1,PERSON,A,B,"C"x', row('C-2')].join('\r\n'));
    expect(bad).toEqual([
      '2: text follows a closing quote; write a quote inside quotes twice; the rest of the file was not read',
    ]);
  });

  it('refuses bytes that are not UTF-8 rather than loading question marks', async () => {
    const file = Buffer.concat([Buffer.from(`${HEADER}\nC-1,PERSON,A,B,`), Buffer.from([0xd5, 0xc5, 0xce, 0xb0])]);
    expect((await read(file)).bad).toEqual(['2: name: holds bytes that are not UTF-8; save the file as UTF-8']);
  });

  it.each([
    ['kind', 'C-1,ROBOT,A,B,C,,,,', 'kind: must be PERSON or COMPANY'],
    ['branch', 'C-1,PERSON,A,B B,C,,,,', 'branch: must be letters, digits, "-" and "_" only'],
    ['phones', 'C-1,PERSON,A,B,C,call me,,,', 'phones: not all are telephone numbers; separate them with ";"'],
    ['birth_date', 'C-1,PERSON,A,B,C,,2001-02-29,,', 'birth_date: must be a day that exists, YYYY-MM-DD'],
    ['a birth date to come', 'C-1,PERSON,A,B,C,,2026-01-16,,', 'birth_date: lies in the future or too far back'],
    ['a company', 'C-1,COMPANY,A,B,C,,2001-02-28,,', 'birth_date: a company has none'],
    ['document', 'C-1,PERSON,A,B,C,,,110105194912310021,', 'document_number: wrong check digit'],
    ['registration', 'C-1,COMPANY,A,B,C,,,,91350100M000100Y44', 'company_registration: wrong check character'],
  ])('says what is wrong with %s, and never repeats the value', async (_, line, problem) => {
    const { bad } = await read(`${HEADER},phones,birth_date,document_number,company_registration\n${line}`);
    expect(bad).toEqual([`2: ${problem}`]);
  });

  it('takes a published example of each Chinese number as right', async () => {
    const { bad } = await read(
      `${HEADER},document_number,company_registration\n${row('C-1', ',11010519491231002X,91350100M000100Y43')}`,
    );
    expect(bad).toEqual([]);
  });

  it('names a partner whose cells are empty, so that its references go', async () => {
    const { good } = await read(`${HEADER},ref:mx-credit:userGuid\n${row('C-1', ',')}`);
    expect(good[0]?.references).toEqual(new Map([['mx-credit', {}]]));
  });

  it.each(['', '\ufeff', '\n\n', `${HEADER}\n`])('an empty file is a mistake, not a success: %j', async (file) => {
    expect((await read(file)).bad).toEqual(['1: the file holds no customers']);
  });
});

describe('a file of JSON lines', () => {
  const object = (more: object): string =>
    JSON.stringify({ id: 'C-1', kind: 'PERSON', legal_entity: 'A', branch: 'B', name: 'N', ...more });

  it('takes lists and nested references', async () => {
    const { good, bad } = await read(
      `\ufeff${object({ phones: ['+12125550101', '+12125550102'], references: { 'mx-credit': { userGuid: 'U' } } })}\r\n\n`,
      'json-lines',
    );
    expect(bad).toEqual([]);
    expect(good[0]?.identity.phones).toEqual(['+12125550101', '+12125550102']);
    expect(good[0]?.references).toEqual(new Map([['mx-credit', { userGuid: 'U' }]]));
  });

  it('reports each line on its own', async () => {
    const lines = [
      '{"id":',
      '[1]',
      object({ name: 5 }),
      object({ nmae: 'x' }),
      object({ references: { mx: { a: 'b' } } }),
      object({ references: 'mx' }),
      '{}',
      object({}),
      object({}),
    ];
    const { good, bad } = await read(lines.join('\n'), 'json-lines');
    expect(good).toHaveLength(1);
    expect(bad).toEqual([
      '1: this is no JSON object; a line must hold a whole one',
      '2: this is JSON, but no object',
      '3: name: must be text',
      '4: the column "nmae" is unknown',
      '5: the partner "mx" is unknown; known are mx-credit, pinterest-social',
      '6: references: must be an object of objects, by partner and reference',
      '7: id: missing; kind: missing; legal_entity: missing; branch: missing; name: missing',
      '9: id: stands on line 8 already',
    ]);
  });
});
