/**
 * What an Open Data Contract Standard v3.1.0 document must look like, as far as our export goes: written after the standard's documentation
 * (bitol-io.github.io/open-data-contract-standard/v3.1.0: Fundamentals, Schema, Pricing, Team, Support, SLA, Servers, Custom properties).
 * Members that we never write are left out, so that a document with one does not pass.
 */
const text = { type: 'string' };
const id = { type: 'string', pattern: '^[A-Za-z0-9_-]+$' };
const members = (properties: object, ...required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const listOf = (items: object) => ({ type: 'array', minItems: 1, items });

export const ODCS_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2019-09/schema',
  ...members(
    {
      version: text,
      kind: { const: 'DataContract' },
      apiVersion: { const: 'v3.1.0' },
      id: text,
      name: text,
      status: { enum: ['proposed', 'draft', 'active', 'deprecated', 'retired'] },
      servers: listOf(members({ server: text, type: { const: 'custom' }, description: text }, 'server', 'type')),
      schema: listOf(
        members(
          {
            name: text,
            logicalType: { const: 'object' },
            properties: listOf(members({ name: text, classification: text }, 'name')),
          },
          'name',
        ),
      ),
      support: listOf(members({ id, channel: text }, 'channel')),
      price: members({ priceAmount: { type: 'number' }, priceCurrency: text, priceUnit: text }),
      team: members({ name: text, members: listOf(members({ username: text, role: text }, 'username')) }),
      slaProperties: listOf(
        members(
          {
            id,
            property: text,
            value: { type: ['string', 'number'] },
            unit: { enum: ['s', 'h', 'd'] },
            element: text,
            driver: { const: 'regulatory' },
          },
          'property',
          'value',
        ),
      ),
      customProperties: listOf(members({ property: text, value: {} }, 'property', 'value')),
    },
    'version',
    'apiVersion',
    'kind',
    'id',
    'status',
  ),
};
