using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.Doctor;

/// <summary>What is to be said about the webhook and its last deliveries.</summary>
public static class HookChecks
{
    /// <summary>Where the service takes deliveries.</summary>
    public const string Path = "/webhooks/github";

    /// <summary>Whether GitHub delivers to us, signed and as JSON.</summary>
    public static IEnumerable<CheckResult> Hook(HookSight sight)
    {
        var check = new Check(AppChecks.Group, "webhook");
        if (sight.Refusal is { } refusal) yield return check.Problem(refusal);
        else if (!sight.Listens) yield return Off(check, sight);
        else if (sight.Url is not { } url) yield return check.Problem("The App has no webhook.", $"Set its address on the App's page, and tick Active: {Expected(sight) ?? "https://HOST" + Path}");
        else
        {
            yield return Address(check, sight, url);
            if (!sight.HasSecret) yield return new Check(AppChecks.Group, "webhook-secret").Problem("The webhook has no secret: every delivery is refused.", "Give the App's webhook the secret of 'webhook-secret-files'.");
            if (!sight.IsJson) yield return new Check(AppChecks.Group, "webhook").Problem("The webhook does not send JSON: every delivery is refused.", "Set its content type to application/json.");
            if (sight.TrustsAnyCertificate) yield return new Check(AppChecks.Group, "webhook").Advice("GitHub does not look at the certificate of the webhook's address.", "Switch SSL verification on, on the App's page.");
        }
    }

    /// <summary>A secret that cannot be used.</summary>
    public static CheckResult Secret(Refusal refusal) => new Check(AppChecks.Group, "webhook-secret").Problem(refusal);

    /// <summary>How the last deliveries went. The newest decides: what was missed before it is made up for by asking GitHub.</summary>
    /// <param name="deliveries">The last ones, newest first.</param>
    /// <param name="listens">The service listens for deliveries.</param>
    public static IEnumerable<CheckResult> Deliveries(ImmutableArray<DeliverySight> deliveries, bool listens)
    {
        if (!listens) yield break;
        var check = new Check(AppChecks.Group, "deliveries");
        var failed = deliveries.Where(static one => !one.Arrived).ToList();
        if (deliveries.IsEmpty) yield return check.Advice("GitHub remembers no delivery.", "Is 'Active' ticked on the App's page? Anything that happens in a repository is delivered: open a pull request, and ask again.");
        else if (failed.Count == 0) yield return check.Good($"The last {Count(deliveries.Length)} arrived, the newest {When(deliveries[0])}.");
        else if (deliveries[0].Arrived) yield return check.Advice($"{failed.Count} of the last {Count(deliveries.Length)} did not arrive, the newest of them {When(failed[0])}: {Answer(failed[0])}.", "What they told is found by asking GitHub. Those since arrived: nothing has to be done.");
        else yield return check.Problem($"The newest delivery ({deliveries[0].Event}, {When(deliveries[0])}) did not arrive: {Answer(deliveries[0])}. {failed.Count} of the last {Count(deliveries.Length)} did not.", Remedy(deliveries[0].Status));
    }

    private static CheckResult Off(Check check, HookSight sight) => sight.Url is { } url
        ? check.Advice($"The service takes no webhooks, and GitHub delivers to {url}.", "Set 'listen: { public: … }', or take 'Active' away on the App's page. Until then GitHub is asked again and again.")
        : check.Good("Webhooks are off: GitHub is asked again and again.");

    private static CheckResult Address(Check check, HookSight sight, string url) => Expected(sight) switch
    {
        { } expected when !Same(expected, url) => check.Problem($"GitHub delivers to {url}, and the service says that it is {expected}.", "Correct the address on the App's page, or 'public-url'."),
        null when !new Uri(url, UriKind.RelativeOrAbsolute).OriginalString.TrimEnd('/').EndsWith(Path, StringComparison.Ordinal) => check.Problem($"GitHub delivers to {url}, and the service takes deliveries at {Path}.", "Correct the address on the App's page."),
        _ when url.StartsWith("http://", StringComparison.Ordinal) => check.Advice($"GitHub delivers to {url}, unencrypted.", "Put a proxy with TLS before it: what is delivered holds the content of private repositories."),
        _ => check.Good($"GitHub delivers to {url}."),
    };

    private static string? Expected(HookSight sight) => sight.PublicUrl is { } url ? url.TrimEnd('/') + Path : null;

    private static bool Same(string one, string other) => string.Equals(one.TrimEnd('/'), other.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private static string Count(int number) => number == 1 ? "delivery" : number.ToString(CultureInfo.InvariantCulture) + " deliveries";

    private static string When(DeliverySight delivery) => delivery.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>GitHub's words hold the status, or there is none.</summary>
    private static string Answer(DeliverySight delivery)
    {
        var status = delivery.Status.ToString(CultureInfo.InvariantCulture);
        return delivery.Status == 0 || delivery.Said.Contains(status, StringComparison.Ordinal) ? delivery.Said : $"{status} {delivery.Said}";
    }

    private static string Remedy(int status) => status switch
    {
        401 => "GitHub's secret and that of 'webhook-secret-files' differ: give both the same ('openssl rand -hex 32').",
        400 or 413 or 415 => "What arrives is not what GitHub sent: look at the proxy between GitHub and the service.",
        404 or 405 => $"Another program answers there, or a proxy does not pass {Path} on.",
        503 => "The service takes no more, or a proxy finds nobody behind it: is 'reliably serve' running?",
        >= 500 => "Look at the proxy between GitHub and the service, and at the service's log.",
        >= 300 and < 400 => "GitHub follows no redirect: give it the address that it leads to.",
        _ => "GitHub does not reach the address: is 'reliably serve' running, and does the firewall let GitHub in?",
    };
}
