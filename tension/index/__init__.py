"""From events to a daily level: how it fades, the curve to 0-100, intervals, coverage and attribution."""
