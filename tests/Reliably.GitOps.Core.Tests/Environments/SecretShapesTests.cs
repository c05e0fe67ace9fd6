namespace Reliably.GitOps.Environments;

public class SecretShapesTests
{
    [Theory]
    [InlineData("A", "Bearer ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("A", "postgres://app:hunter2@db/shop")]
    [InlineData("A", "-----BEGIN RSA PRIVATE KEY-----\nabc")]
    [InlineData("DB_PASSWORD", "hunter2")]
    [InlineData("token", "x")]
    public void Takes_for_a_secret(string name, string value) => SecretShapes.OfNamed(name, value).ShouldNotBeNull();

    [Theory]
    [InlineData("A", "http://checkout.staging:8080/a@b")]
    [InlineData("A", "postgres://app@db/shop")]
    [InlineData("A", "postgres://app:${password}@db/shop")]
    [InlineData("TOKEN_URL", "https://example.com/token")]
    [InlineData("PASSWORD", "")]
    [InlineData("DB_PASSWORD", "${password}")]
    [InlineData("A", "task-0123456789abcdefghij0123456789abcdef")]
    [InlineData("A", "sk-short")]
    public void Takes_for_harmless(string name, string value) => SecretShapes.OfNamed(name, value).ShouldBeNull();
}
