using System.Globalization;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Configuration;

/// <summary>Reads <c>github:</c> of <c>reliably-server.yaml</c>.</summary>
internal static class GitHubSettingsReader
{
    /// <summary>Single values that a variable may override.</summary>
    internal static readonly string[] Keys = ["api-url", "app-id", "key", "token"];

    public static GitHubSettings? Read(MappingReader root)
    {
        if (root.Mapping("github") is not { } reader) return null;
        var settings = new GitHubSettings
        {
            ApiUrl = ApiUrl(reader),
            AppId = AppId(reader),
            KeyFile = reader.Text("key"),
            TokenFile = reader.Text("token"),
            WebhookSecretFiles = reader.Texts("webhook-secret-files"),
        };
        if (settings.WebhookSecretFiles.Length > 2) reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field("webhook-secret-files")!, "webhook-secret-files", "one file, or two while the secret is being changed"));
        var asApp = reader.Has("app-id") && reader.Has("key");
        if (asApp ? reader.Has("token") : !reader.Has("token") || reader.Has("app-id") || reader.Has("key")) reader.Findings.Add(DiagnosticCatalogue.GitHubIdentityUnclear.At(reader.At.Head()));
        reader.Close();
        return settings;
    }

    private static string ApiUrl(MappingReader reader)
    {
        if (reader.Text("api-url") is not { } text) return GitHubSettings.PublicApi;
        var place = reader.At.Field("api-url")!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0) reader.Findings.Add(DiagnosticCatalogue.BadUrl.At(place, text));
        else if (uri.Scheme == "http" && !uri.IsLoopback) reader.Findings.Add(DiagnosticCatalogue.UnencryptedApi.At(place, text));
        return text;
    }

    /// <summary>A variable holds text, so a number in quotes is a number.</summary>
    private static long? AppId(MappingReader reader)
    {
        if (reader.Take("app-id") is not { } value) return null;
        var text = value.Node is DataNode.Integer or DataNode.Text ? PythonText.Of(value.Node) : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        reader.Wrong(value, "`app-id`", "the number of the App");
        return null;
    }
}
