using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Integrations;

/// <summary>Reads an integration.</summary>
internal static class IntegrationReader
{
    public static Integration? Read(DocumentSource source, DiagnosticList findings)
    {
        if (MappingReader.Open(source.Root, "an integration", findings) is not { } first) return null;
        var type = first.RequiredOneOf("type", "slack", "webhook", "assistant", "pre-check", "safeguard", "auto-pause");
        if (type is null)
        {
            first.ReportMissing();
            return null;
        }

        var reader = MappingReader.Open(source.Root, "an integration of type " + type, findings)!;
        reader.Take("type");
        var title = reader.Text("title") ?? source.Slug.Value;
        reader.Text("description");
        Integration integration = type switch
        {
            "slack" => new Integration.Slack(reader.RequiredText("channel") ?? "") { Slug = source.Slug },
            "webhook" => new Integration.Webhook(Url(reader)) { Slug = source.Slug },
            "assistant" => new Integration.Assistant { Slug = source.Slug },
            "pre-check" => new Integration.PreCheck(GuardReader.Question(reader, title)) { Slug = source.Slug },
            "auto-pause" => GuardReader.AutoPause(reader, source.Slug),
            _ => GuardReader.Safeguard(reader, source.Slug, title),
        };
        reader.Close();
        return integration;
    }

    /// <summary>The address that is called.</summary>
    /// <param name="reader">The integration.</param>
    /// <param name="substituted">Values are put in where it is asked, so it may begin with one: <c>${shop_url}/calm</c>.</param>
    internal static string Url(MappingReader reader, bool substituted = false)
    {
        if (reader.RequiredText("url") is not { } text) return "";
        if (substituted && text.StartsWith("${", StringComparison.Ordinal)) return text;
        var place = reader.At.Field("url")!;
        if (text.Contains("${", StringComparison.Ordinal) && (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))) return text;
        var good = Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.Host.Length > 0;
        if (!good) reader.Findings.Add(DiagnosticCatalogue.BadUrl.At(place, text));
        else if (uri!.UserInfo.Length > 0) reader.Findings.Add(DiagnosticCatalogue.SecretLiteral.At(place, "a password in a web address"));
        return text;
    }
}
