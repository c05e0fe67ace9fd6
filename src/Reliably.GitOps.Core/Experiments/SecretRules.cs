using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with <c>secrets</c> whatever the environment holds (chaoslib <c>load_secrets</c>).</summary>
internal static class SecretRules
{
    public static void Check(DocumentCursor root, ExperimentScope scope)
    {
        if (root.Field("secrets") is not { } part) return;
        if (part.Node is not DataNode.Mapping mapping)
        {
            scope.Findings.Add(ExperimentRules.Wrong(part, "secrets", "a mapping"));
            return;
        }

        foreach (var entry in mapping.Entries)
        {
            var group = part.AtValue(entry);
            if (group.Node is not DataNode.Mapping) scope.Findings.Add(ExperimentRules.Wrong(group, "secrets", "a mapping of groups"));
            else if (group.Field("type")?.Node is DataNode.Text { Value: "env" })
            {
                scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(group.Head(), entry.Name, "a group of secrets", "one of them"));
            }

            CheckOne(group, scope);
        }
    }

    private static void CheckOne(DocumentCursor secret, ExperimentScope scope)
    {
        if (secret.Node is not DataNode.Mapping mapping)
        {
            // What looks like a secret is an error already, wherever it stands.
            if (secret.Node is DataNode.Text { Value: { Length: > 0 } text } && !SecretValues.IsReference(text) && SecretLiterals.ShapeOf(NameOf(secret), text) is null)
            {
                scope.Findings.Add(DiagnosticCatalogue.LiteralSecret.At(secret));
            }

            return;
        }

        switch (secret.Field("type")?.Node)
        {
            case DataNode.Text { Value: "env" }:
                FromEnvironment(secret, scope);
                break;
            case DataNode.Text { Value: "vault" }:
                FromVault(secret, scope);
                break;
            default:
                foreach (var inner in mapping.Entries) CheckOne(secret.AtValue(inner), scope);
                break;
        }
    }

    private static string NameOf(DocumentCursor secret) => secret.Pointer[(secret.Pointer.LastIndexOf('/') + 1)..];

    private static void FromEnvironment(DocumentCursor secret, ExperimentScope scope)
    {
        ExperimentRules.Unknown(secret, ["type", "key", "default", "description", "title"], "a secret of type env", scope.Findings);
        if (secret.Field("default") is { } standard) scope.Findings.Add(DiagnosticCatalogue.UnusedDefault.At(standard));
        if (ConfigurationRules.KeyOf(secret, scope.Findings) is { } key && ConfigurationRules.IsPossible(key.Place, key.Name, scope.Findings))
        {
            scope.Machine?.Variable(key.Place, key.Name, "A secret has no default: set it where the experiment is validated and run.");
        }
    }

    private static void FromVault(DocumentCursor secret, ExperimentScope scope)
    {
        ExperimentRules.Unknown(secret, ["type", "path", "key", "description", "title"], "a secret of type vault", scope.Findings);
        if (secret.Field("path") is not { Node: not DataNode.Null }) scope.Findings.Add(DiagnosticCatalogue.VaultWithoutPath.At(secret.Field("path") ?? secret.Head()));
        else scope.Machine?.Vault(secret.Field("path")!);
    }
}
