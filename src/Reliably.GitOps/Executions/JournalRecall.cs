using System.Security.Cryptography;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.ChaosToolkit;
using Reliably.GitOps.Executions.Containers;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Secrets;

namespace Reliably.GitOps.Executions;

/// <summary>A journal that an engine finished while its service was away.</summary>
/// <param name="Journal">The journal without secrets; null where it is withheld.</param>
/// <param name="MaskedValues">How many places were hidden.</param>
/// <param name="Withheld">Why it is withheld; null where it is not.</param>
internal sealed record LeftJournal(DataNode.Mapping? Journal, int MaskedValues, string? Withheld)
{
    /// <summary>An engine that wrote its journal has come to its end, rollbacks included.</summary>
    public static Undoing Undoing { get; } = new("The engine ended by itself, and played its rollbacks by strategy.", []);
}

/// <summary>
/// Reads what a run left whose service did not survive it. The same references are resolved first: where one cannot be, or gives another value
/// than it gave to the run, the journal is withheld.
/// </summary>
internal sealed class JournalRecall(ExecutionSurroundings surroundings)
{
    /// <summary>The file in which the engine writes its journal, below the run's folder or what of it a container sees.</summary>
    private const string Name = "journal.json";

    /// <param name="id">The execution.</param>
    /// <param name="order">What it was ordered to run; null where that cannot be found again.</param>
    /// <param name="stop">Gives up: the journal is withheld.</param>
    /// <returns>Null where there is no whole journal.</returns>
    public async Task<LeftJournal?> ReadAsync(ExecutionId id, ExecutionOrder? order, CancellationToken stop)
    {
        var folder = RunFolders.Possible(id, surroundings.RunsFolder).FirstOrDefault(Directory.Exists);
        if (folder is null || JournalIn(folder) is not var (journal, hidden)) return null;
        if (order is null) return Withhold("the experiment that was run cannot be found again, so its secrets are not known");
        var reader = new RunSecretsReader(surroundings);
        var resolution = await reader.ResolveAsync(order, stop);
        if (resolution is not SecretResolution.Found found) return Withhold("a secret of the run cannot be had again");
        using var again = new PrivateFolder(Path.Combine(surroundings.RunsFolder, id.Value + "-recall"));
        var secrets = await reader.ReadAsync(order, found.Secrets, RunEnvironment.OfAll(order, surroundings, found.Secrets, again), stop);
        if (secrets.Problem is not null) return Withhold("a secret of the run cannot be had again");
        if (!SecretSeal.Fits(folder, secrets)) return Withhold("a secret has another value than the run had");
        var redacted = JournalRedactor.Redact(journal, secrets.Mask);
        var trimmed = JournalLimits.Apply(OutputCut.TrimEdges(redacted.Journal), surroundings.JournalLimit).Journal;
        if (trimmed is null) return Withhold("it is too long");
        return JournalRedactor.Survives(trimmed, secrets.Mask) ? Withhold("a secret could still be found in it") : new(trimmed, redacted.MaskedValues + hidden, null);
    }

    /// <summary>What a run left in the place of its journal may be a link to a file of ours, or of any size. The folder may be that of another account.</summary>
    private static (DataNode.Mapping Journal, int Hidden)? JournalIn(string folder)
    {
        var shared = Path.Combine(RunnerSelection.SharedPath(folder), Name);
        if (JournalFile.ReadOfOther(folder, Name).Journal is { } own) return (own, MaskedCount.Read(Path.Combine(folder, Name)));
        return JournalFile.ReadLeft(shared).Journal is { } journal ? (journal, MaskedCount.Read(shared)) : null;
    }

    private static LeftJournal Withhold(string why) => new(null, 0, $"The journal that the engine left is withheld: {why}.");
}

/// <summary>Tells after a crash whether secrets still have the values that a run had, without keeping the values.</summary>
internal static class SecretSeal
{
    private const string FileName = "secrets.seal";
    private const int SaltLength = 16;

    public static void Write(PrivateFolder folder, RunSecrets secrets)
    {
        if (secrets.Values.IsEmpty) return;
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        folder.Write(FileName, [.. salt, .. Digest(salt, secrets)]);
    }

    public static bool Fits(string folder, RunSecrets secrets)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return secrets.Values.IsEmpty;
        var written = File.ReadAllBytes(file);
        return written.Length > SaltLength && CryptographicOperations.FixedTimeEquals(written.AsSpan(SaltLength), Digest(written[..SaltLength], secrets));
    }

    private static byte[] Digest(byte[] salt, RunSecrets secrets) =>
        Rfc2898DeriveBytes.Pbkdf2(string.Join('\0', secrets.Values.Order(StringComparer.Ordinal)), salt, 10_000, HashAlgorithmName.SHA256, 32);
}
