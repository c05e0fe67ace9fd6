using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>How an experiment's configuration says that its vault is reached (<c>chaoslib.secret.create_vault_client</c>).</summary>
public sealed record VaultAccess
{
    private const string StandardAddress = "http://localhost:8200";
    private const string StandardTokenPath = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    public required string Address { get; init; }

    /// <summary>Version of the key-value engine: 2 unless the configuration says 1.</summary>
    public required bool IsFirstVersion { get; init; }

    public required string Mount { get; init; }

    /// <summary>A token that is there already; null where one has to be asked for.</summary>
    public string? Token { get; init; }

    public (string Id, string Secret)? Role { get; init; }

    /// <summary>A role of Kubernetes, the mount of its log-in, and the file of the service account's token.</summary>
    public (string Role, string Mount, string TokenFile)? ServiceAccount { get; init; }

    /// <summary>What in it must be hidden.</summary>
    public IEnumerable<string> Secrets => new[] { Token, Role?.Secret }.OfType<string>();

    /// <param name="configuration">The experiment's configuration, resolved.</param>
    /// <param name="environment">The environment of the run: <c>VAULT_ADDR</c> and <c>VAULT_TOKEN</c> count where the configuration is silent.</param>
    public static VaultAccess Of(DataNode.Mapping configuration, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(environment);
        string? Text(string name) => configuration[name] is { } value and not DataNode.Null ? PythonText.Of(value) : null;
        var access = new VaultAccess
        {
            Address = Text("vault_addr") ?? environment.GetValueOrDefault("VAULT_ADDR") ?? StandardAddress,
            IsFirstVersion = Text("vault_kv_version") == "1",
            Mount = Text("vault_secrets_mount_point") ?? "secret",
        };
        if (Text("vault_token") is { } token) return access with { Token = token };
        if (Text("vault_role_id") is { } id && Text("vault_role_secret") is { } secret) return access with { Role = (id, secret) };
        if (Text("vault_sa_role") is not { } role) return access with { Token = environment.GetValueOrDefault("VAULT_TOKEN") };
        var file = Text("vault_sa_token_path") is { Length: > 0 } given ? given : StandardTokenPath;
        return access with { ServiceAccount = (role, Text("vault_k8s_mount_point") ?? "kubernetes", file) };
    }
}
