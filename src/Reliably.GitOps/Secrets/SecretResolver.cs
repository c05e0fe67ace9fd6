using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Secrets;

/// <summary>A secret with its value. Never printed, never compared by value, never in an argument list.</summary>
internal sealed class ResolvedSecret(SecretReference reference, byte[] content)
{
    public SecretReference Reference => reference;

    /// <summary>The bytes as they were found: what a file is given.</summary>
    public ReadOnlyMemory<byte> Content => content;

    /// <summary>The value of a variable: without the line end that files end with.</summary>
    public string Value { get; } = Encoding.UTF8.GetString(content).TrimEnd('\r', '\n');

    public override string ToString() => reference.Key;
}

/// <summary>Secrets with their values, or why they cannot be had.</summary>
internal abstract record SecretResolution
{
    private SecretResolution()
    {
    }

    public sealed record Found(ImmutableArray<ResolvedSecret> Secrets) : SecretResolution;

    /// <summary>The server does not grant it: nothing runs.</summary>
    public sealed record Refused(string Reason) : SecretResolution;

    /// <summary>It is granted, and cannot be read or used.</summary>
    public sealed record Missing(string Reason) : SecretResolution;
}

/// <summary>Turns references to secrets into values, within the server's grants; at a terminal within what the caller may read.</summary>
internal static class SecretResolver
{
    private const int LargestFile = 1 << 20;

    public static Task<SecretResolution> ResolveAsync(ImmutableArray<SecretReference> references, SecretScope scope, CancellationToken stop) =>
        references.IsEmpty ? Task.FromResult<SecretResolution>(new SecretResolution.Found([])) : ResolveAllAsync(references, scope, stop);

    private static async Task<SecretResolution> ResolveAllAsync(ImmutableArray<SecretReference> references, SecretScope scope, CancellationToken stop)
    {
        var secrets = ImmutableArray.CreateBuilder<ResolvedSecret>(references.Length);
        foreach (var reference in references)
        {
            var result = reference.From switch
            {
                SecretSource.FromVariable variable => FromVariable(reference, variable.Name, scope),
                SecretSource.FromFile file => FromFile(reference, file.Path, scope),
                SecretSource.FromCommand command => await FromCommandAsync(reference, command.Name, scope, stop),
                _ => throw new InvalidOperationException(),
            };
            if (result is not SecretResolution.Found found) return result;
            foreach (var secret in found.Secrets)
            {
                if (SecretMask.Refusal(secret.Value) is { } refusal) return new SecretResolution.Missing($"The secret '{reference.Key}' cannot be used: {refusal}.");
                secrets.Add(secret);
            }
        }

        return new SecretResolution.Found(secrets.ToImmutable());
    }

    private static SecretResolution FromVariable(SecretReference reference, string name, SecretScope scope)
    {
        if (scope.Grants is { } grants && !SecretGrants.GrantVariable(grants, name))
            return new SecretResolution.Refused($"The secret '{reference.Key}' comes from the variable {name}, which the server does not grant to this repository (grants: secrets: env).");
        return scope.Variables.TryGetValue(name, out var value)
            ? new SecretResolution.Found([new(reference, Encoding.UTF8.GetBytes(value))])
            : new SecretResolution.Missing($"The secret '{reference.Key}' comes from the variable {name}, which is not set.");
    }

    private static SecretResolution FromFile(SecretReference reference, string path, SecretScope scope)
    {
        if (scope.Grants is not null && SecretGrants.RefuseFile(scope, path) is { } refusal)
            return new SecretResolution.Refused($"The secret '{reference.Key}' comes from the file {path}, {refusal}.");
        var full = System.IO.Path.Combine(scope.Folder, path);
        try
        {
            if (new FileInfo(full) is { Exists: true, Length: > LargestFile }) return new SecretResolution.Missing($"The secret '{reference.Key}' cannot be used: {path} is larger than 1 MiB.");
            return new SecretResolution.Found([new(reference, File.ReadAllBytes(full))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SecretResolution.Missing($"The secret '{reference.Key}' cannot be read: {exception.Message}");
        }
    }

    private static async Task<SecretResolution> FromCommandAsync(SecretReference reference, string name, SecretScope scope, CancellationToken stop)
    {
        if (scope.Commands.FirstOrDefault(command => command.Name == name) is not { } granted)
        {
            var which = $"The secret '{reference.Key}' comes from the command '{name}', which ";
            return scope.Grants is null
                ? new SecretResolution.Missing(which + "is not known here: name a file that says what it runs with --secret-commands, or in the variable RELIABLY_SECRET_COMMANDS.")
                : new SecretResolution.Refused(which + "the server does not grant to this repository (grants: secrets: commands).");
        }

        var result = await SecretCommandRun.RunAsync(granted, scope, stop);
        return result.Content is { } content
            ? new SecretResolution.Found([new(reference, content)])
            : new SecretResolution.Missing($"The secret '{reference.Key}' comes from the command '{name}', which gave nothing: {result.Problem}.");
    }
}
