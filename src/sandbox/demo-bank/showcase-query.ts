/**
 * The query a newcomer pastes. One operation over everything the gateway merges, with its own account of what happened.
 */
export const SHOWCASE_QUERY = `query Showcase($id: ID!, $purpose: ID!) {
  customer(id: $id, purpose: $purpose) {
    id
    kind
    identity {
      name
      birthDate
      documentNumber
      phones
      emails
      addresses { country province city street postalCode }
    }
    credit {
      scores { partner model value range { from to } rating scoredOn }
      accounts { partner institution accountType balance { amount currency } creditLimit { amount currency } isClosed }
      cashFlow { monthlyIncome monthlyExpenses monthlySavingsGoal }
    }
    market {
      profile { name ticker exchange industry employees marketCapitalization { amount currency } }
      quote { price changePercent previousClose quotedAt }
      ratios { priceToEarnings debtToEquity currentRatio }
      currencyRates { partner base quote rate }
      macro { inflationYearOnYearPercent treasuryYield10YearPercent }
    }
    social {
      profiles { network handle displayName about }
      audience { network followers following }
      activity { network posts likesReceived lastPostAt recentPosts }
      sentiment { mentions score }
    }
    gaps { partner dataset code retryAfterMs }
    conflicts { coordinate partner value }
    disclosures { coordinate outcome reasons treatment partner asOf cache agreement consent }
  }
}`;
