using System.Numerics;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Guards;

/// <summary>Reads <c>guardrails:</c> of <c>reliably.yaml</c>.</summary>
internal static class GuardrailsReader
{
    private const int MostCount = 1_000_000;

    public static Guardrails Read(MappingReader reader)
    {
        var guardrails = new Guardrails
        {
            Windows = WindowReader.Read(reader, "windows"),
            Integrations = [.. reader.Names("integrations").Select(static name => RepositoryLayout.Referred(DocumentKind.Integration, name))],
            MaxParallel = Count(reader, "max-parallel"),
            MaxPerDay = Count(reader, "max-per-day"),
            MaxTimeout = reader.PositiveDuration("max-timeout"),
        };
        reader.Close();
        return guardrails;
    }

    private static int? Count(MappingReader reader, string key)
    {
        if (reader.Take(key) is not { } value) return null;
        if (value.Node is not DataNode.Integer { Value: var number }) reader.Wrong(value, $"`{key}`", "a whole number");
        else if (number < BigInteger.One || number > MostCount) reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(value, key, FormattableString.Invariant($"from 1 to {MostCount}")));
        else return (int)number;
        return null;
    }
}
