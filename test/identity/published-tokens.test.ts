/**
 * Tokens that the standards print: their signatures verify here too, and they are refused for what they say.
 */
import { describe, expect, it } from 'vitest';
import { openGate, startIssuer } from './issuer.ts';

describe('published examples', () => {
  it('the signature of RFC 8037 A.4 verifies, and its payload is refused for not being claims', async () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    const token =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.' +
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    const one = openGate((await startIssuer(jwk)).jwksUrl);
    await expect(one.enter(token)).rejects.toMatchObject({ internal: 'malformed' });
    await expect(one.enter(token.replace('.hgyY', '.hgyZ'))).rejects.toMatchObject({ internal: 'signature' });
  });

  it('the ES256 token of RFC 7515 A.3 verifies, and is refused for its claims', async () => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    };
    const payload = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
    const signature = 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
    const one = openGate((await startIssuer(jwk)).jwksUrl);
    const token = `eyJhbGciOiJFUzI1NiJ9.${payload}.${signature}`;
    await expect(one.enter(token)).rejects.toMatchObject({ internal: expect.stringMatching(/^claim-/) as string });
    const forged = `eyJhbGciOiJFUzI1NiJ9.${payload}.E${signature.slice(1)}`;
    await expect(one.enter(forged)).rejects.toMatchObject({ internal: 'signature' });
  });
});
