using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Native;
using Reliably.GitOps.Secrets;

namespace Reliably.GitOps.Executions;

/// <summary>Everything that must be hidden of one run, and what its vault holds.</summary>
/// <param name="Mask">Hides the values of the environment's secrets and of the experiment's own.</param>
/// <param name="Vault">For our own engine, which reads no vault itself.</param>
/// <param name="Problem">Why the run must not begin; null where it may.</param>
internal sealed record RunSecrets(SecretMask Mask, VaultPayloads Vault, string? Problem)
{
    public static RunSecrets None { get; } = new(SecretMask.None, VaultPayloads.None, null);

    /// <summary>The values that the mask hides.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>What each guard's own secrets are in its vault, by the guard's slug; guards without such secrets are left out.</summary>
    public ImmutableDictionary<Slug, GuardVault> OfGuards { get; init; } = ImmutableDictionary<Slug, GuardVault>.Empty;
}

/// <summary>What a guard's vault gave.</summary>
/// <param name="Payloads">The secrets.</param>
/// <param name="Problem">Why they cannot be had; null where they are. A guard without its secrets says no.</param>
internal sealed record GuardVault(VaultPayloads Payloads, string? Problem);

/// <summary>Finds the values of all secrets of a run before anything of it begins: what is not known cannot be hidden.</summary>
internal sealed class RunSecretsReader(ExecutionSurroundings surroundings)
{
    private SecretScope Scope => new()
    {
        Grants = surroundings.UnderServe ? surroundings.Grants : null,
        Variables = surroundings.Variables,
        Folder = surroundings.WorkingFolder ?? "/",
        Commands = surroundings.UnderServe ? surroundings.Grants.SecretCommands : surroundings.SecretCommands,
        Own = surroundings.OwnPaths,
    };

    /// <summary>The secrets of the environment document.</summary>
    public Task<SecretResolution> ResolveAsync(ExecutionOrder order, CancellationToken stop) =>
        SecretResolver.ResolveAsync(order.Environment?.Secrets ?? [], Scope, stop);

    /// <summary>The experiment's own, in the environment it will see.</summary>
    public async Task<RunSecrets> ReadAsync(
        ExecutionOrder order, ImmutableArray<ResolvedSecret> resolved, ImmutableSortedDictionary<string, string> environment, CancellationToken stop)
    {
        var values = resolved.Select(static secret => secret.Value).ToList();
        if (surroundings is { UnderServe: false, DirectedFromOutside: false }) values.AddRange(ExperimentSecrets.NamedIn(environment));
        var experiment = order.Experiment.Experiment;
        try
        {
            var files = await VariableFiles.ReadAsync(order.Options.VariableFiles, surroundings.WorkingFolder ?? "/", CancellationToken.None);
            environment = files.Over(environment);
            values.AddRange(ExperimentSecrets.NamedIn(experiment.Configuration, environment));
            var vault = await VaultAsync(experiment.Secrets, () => Configuration(order, files, environment), environment, values, stop);
            var guards = await GuardsAsync(order, environment, values, stop);
            var own = ExperimentSecrets.ValuesOf(experiment.Secrets, files.Secrets, environment, vault).Concat(order.Guards.Questions.SelectMany(guard =>
                ExperimentSecrets.ValuesOf(guard.Question.Secrets ?? DataNode.Mapping.Empty, null, environment, guards.GetValueOrDefault(guard.Slug)?.Payloads ?? VaultPayloads.None))).ToList();
            values.AddRange(own.Where(static secret => secret.CanBeHidden).Select(static secret => secret.Value));
            return new(SecretMask.Of(values), vault, Refusal(own)) { Values = [.. values], OfGuards = guards };
        }
        catch (ExperimentErrorException exception)
        {
            return new(SecretMask.Of(values), VaultPayloads.None, exception.Message);
        }
    }

    /// <summary>What must be hidden of the way to a vault is added to the values before anything is asked.</summary>
    private async Task<VaultPayloads> VaultAsync(
        DataNode secrets, Func<DataNode.Mapping> configuration, ImmutableSortedDictionary<string, string> environment, List<string> values, CancellationToken stop)
    {
        if (VaultPayloads.PathsIn(secrets) is not { IsEmpty: false } paths) return VaultPayloads.None;
        var access = VaultAccess.Of(configuration(), environment);
        values.AddRange(access.Secrets);
        return await VaultClient.ReadAsync(access, ServiceAccountToken(access), paths, stop);
    }

    private async Task<ImmutableDictionary<Slug, GuardVault>> GuardsAsync(
        ExecutionOrder order, ImmutableSortedDictionary<string, string> environment, List<string> values, CancellationToken stop)
    {
        var found = ImmutableDictionary.CreateBuilder<Slug, GuardVault>();
        foreach (var (_, slug, question) in order.Guards.Questions)
        {
            var configuration = question.Configuration ?? DataNode.Mapping.Empty;
            values.AddRange(ExperimentSecrets.NamedIn(configuration, environment));
            if (order.Unguarded || question.Secrets is not { } secrets || VaultPayloads.PathsIn(secrets).IsEmpty) continue;
            try
            {
                found[slug] = new(await VaultAsync(secrets, () => ConfigurationResolution.Configuration(configuration, DataNode.Mapping.Empty, environment), environment, values, stop), null);
            }
            catch (ExperimentErrorException exception)
            {
                found[slug] = new(VaultPayloads.None, exception.Message);
            }
        }

        return found.ToImmutable();
    }

    private static string? Refusal(IEnumerable<ExperimentSecret> secrets) =>
        secrets.FirstOrDefault(static secret => secret.IsReferred && secret.Value.Length > 0 && !secret.CanBeHidden) is { } refused
            ? $"The experiment's secret '{refused.Name}' cannot be used: {SecretMask.Refusal(refused.Value)}."
            : null;

    private static DataNode.Mapping Configuration(ExecutionOrder order, VariableFile files, ImmutableSortedDictionary<string, string> environment)
    {
        var overrides = order.Options.Variables.Aggregate(files.Configuration, static (all, one) => all.With(one.Name, one.Value));
        return ConfigurationResolution.Configuration(order.Experiment.Experiment.Configuration, overrides, environment);
    }

    /// <summary>The experiment names a file and whom it is shown to: under grants it must be granted as a secret is.</summary>
    private string? ServiceAccountToken(VaultAccess access)
    {
        if (access.ServiceAccount is not var (_, _, file)) return null;
        if (surroundings.UnderServe && SecretGrants.RefuseFile(Scope, file) is { } refusal)
            throw new ExperimentErrorException($"The token of the service account is in the file {file}, {refusal}.");
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentErrorException($"The token of the service account cannot be read: {exception.Message}");
        }
    }
}
