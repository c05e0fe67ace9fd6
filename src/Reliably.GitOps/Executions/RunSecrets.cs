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
}

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
            var vault = VaultPayloads.None;
            if (VaultPayloads.PathsIn(experiment.Secrets) is { IsEmpty: false } paths)
            {
                var access = VaultAccess.Of(Configuration(order, files, environment), environment);
                values.AddRange(access.Secrets);
                vault = await VaultClient.ReadAsync(access, ServiceAccountToken(access), paths, stop);
            }

            var own = ExperimentSecrets.ValuesOf(experiment.Secrets, files.Secrets, environment, vault)
                .Concat(order.Guards.Questions.SelectMany(guard => ExperimentSecrets.ValuesOf(guard.Question.Secrets ?? DataNode.Mapping.Empty, null, environment, VaultPayloads.None))).ToList();
            values.AddRange(own.Where(static secret => secret.CanBeHidden).Select(static secret => secret.Value));
            return new(SecretMask.Of(values), vault, Refusal(own)) { Values = [.. values] };
        }
        catch (ExperimentErrorException exception)
        {
            return new(SecretMask.Of(values), VaultPayloads.None, exception.Message);
        }
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
